<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

/** Carries out "name=value;name=value;...": the well-behaved and the bad habits of workers, by name. */
final class Actions
{
    private string $hoard = '';

    public function __construct(private readonly TcpWorker $worker)
    {
    }

    /** @return bool False: leave the loop. */
    public function run(string $script, Request $request): bool
    {
        foreach (\preg_split('/;|\r\n|\n/', $script, -1, \PREG_SPLIT_NO_EMPTY) as $action) {
            [$name, $value] = \explode('=', $action, 2) + [1 => ''];
            if ($name === 'leave') {
                return false;
            }

            $this->one($name, $value, $request);
        }

        return true;
    }

    private function one(string $name, string $value, Request $request): void
    {
        $line = "$value\r\n";
        match ($name) {
            // Answers.
            'continue' => $this->worker->read(),
            'write' => $this->worker->respond($line),
            'twoatonce' => $this->worker->sendRaw(Frame::answer('WRITE', $line)->pack() . Frame::answer('WRITE', "second\r\n")->pack()),
            'fill' => $this->worker->respond(\str_repeat('x', (int) $value) . "\r\n"),
            'writeclose' => $this->worker->respond($line, true),
            'fillclose' => $this->worker->respond(\str_repeat('x', (int) $value), true),
            'close' => $this->worker->close(),
            'error' => $this->worker->error($value),
            'context' => $this->worker->send(Frame::answer($value, 'text')),
            'stop' => $this->worker->stop(),
            'stoponce' => $this->stopOnce($value),
            'starttls' => $this->worker->send(Frame::answer('STARTTLS', $line)),
            'addr' => $this->worker->respond("$request->remoteAddr\r\n"),
            'json' => $this->worker->respond("$request->context\r\n"),
            'env' => $this->worker->respond($value . '=' . \getenv($value) . "\r\n"),
            'pid' => $this->worker->respond(\getmypid() . "\r\n"),
            'none' => null,
            // Timing.
            'sleep' => \usleep((int) $value * 1000),
            'hang' => \sleep(3600),
            'mark' => $this->worker->mark($request),
            'grow' => $this->hoard .= \str_repeat('x', (int) $value << 20),
            'late' => $this->worker->sendLate(Frame::answer('WRITE', $line)),
            // Endings.
            'exit' => exit((int) $value),
            'daemon' => $this->worker->respond($this->daemon() . "\r\n"),
            'kill' => \posix_kill(\getmypid(), \SIGKILL),
            // Not frames, or not as they should be.
            'raw' => $this->worker->sendRaw($value),
            'control' => $this->worker->sendPid(),
            'badcrc' => $this->worker->sendRaw(self::spoilt(Frame::answer('WRITE', $line)->pack())),
            'half' => $this->worker->sendRaw(\substr(Frame::answer('WRITE', $line)->pack(), 0, 14)),
            'huge' => $this->worker->sendRaw(self::header(0xfffffff0)),
            'optionless' => $this->worker->send(new Frame('WRITE' . $line)),
            'overlong' => $this->worker->send(new Frame('WRITE', [1000])),
            'streambit' => $this->worker->send(new Frame("WRITE$line", [5], 0, 0x01)),
            'stderr' => \fwrite(\STDERR, "$value\n"),
            'flood' => \fwrite(\STDERR, \str_repeat("flood of words\n", (int) $value)),
            default => throw new \RuntimeException("no such action: $name"),
        };
    }

    /** The first worker to come here hands the event back, whoever gets it next answers. */
    private function stopOnce(string $file): void
    {
        $handle = @\fopen($file, 'x');
        $handle === false ? $this->worker->respond("done\r\n") : $this->worker->stop();
    }

    /** Leaves a process with our streams, out of our group. */
    private function daemon(): int
    {
        $pid = \pcntl_fork();
        if ($pid === 0) {
            \posix_setsid();
            \sleep(60);
            \posix_kill(\getmypid(), \SIGKILL);
        }

        return $pid;
    }

    private static function spoilt(string $frame): string
    {
        $frame[6] = \chr(\ord($frame[6]) ^ 0xff);

        return $frame;
    }

    /** A header with a right checksum that promises more than ever comes. */
    private static function header(int $length): string
    {
        $start = \pack('CCV', 0x14, 0, $length);

        return $start . \pack('VCCV', \crc32($start), 0, 0, 5);
    }
}
