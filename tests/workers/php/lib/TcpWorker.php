<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

/** What the official worker does on the wire, in one class. */
final class TcpWorker
{
    /** @var list<Frame> */
    private array $late = [];

    public function __construct(private readonly Relay $relay, private readonly Journal $journal)
    {
        // What a handler prints (PHP's own warnings, too) goes to stderr, never between the frames.
        \ob_start(static function (string $chunk): string {
            \fwrite(\STDERR, $chunk);

            return '';
        }, 1);
    }

    public static function create(): self
    {
        $journal = new Journal();
        $journal->note('START');

        return new self(Relay::fromEnvironment(), $journal);
    }

    public function waitRequest(): ?Request
    {
        while (true) {
            $frame = $this->relay->receive();
            if (($frame->flags & Frame::CONTROL) === 0) {
                $request = Request::fromFrame($frame);
                $this->journal->event($request);

                return $request;
            }

            $control = \json_decode($frame->payload, true, 8, \JSON_THROW_ON_ERROR);
            if (!empty($control['pid'])) {
                $this->sendPid();
            } elseif (!empty($control['stop'])) {
                // The official worker answers the stop as if it were an event; the server has to bear that.
                $this->close();
                $this->journal->note('STOP');

                return null;
            } else {
                throw new \RuntimeException("unknown control: $frame->payload");
            }
        }
    }

    public function respond(string $body, bool $close = false): void
    {
        $this->send(Frame::answer($close ? 'WRITECLOSE' : 'WRITE', $body));
    }

    public function read(): void
    {
        $this->send(Frame::answer('CONTINUE'));
    }

    public function close(): void
    {
        $this->send(Frame::answer('CLOSE'));
    }

    public function error(string $text): void
    {
        $this->send(new Frame($text, [], Frame::ERROR));
    }

    /** Hands the event back: the server gives it to another worker and ends this one. */
    public function stop(): void
    {
        $this->send(Frame::answer('{"stop":true}'));
    }

    public function send(Frame $frame): void
    {
        $this->relay->write($frame->pack());
    }

    /** Bytes that need not be a frame at all. */
    public function sendRaw(string $bytes): void
    {
        $this->relay->write($bytes);
    }

    public function sendPid(): void
    {
        $this->send(new Frame(\sprintf('{"pid":%d}', \getmypid()), [], Frame::CONTROL));
        foreach ($this->late as $frame) {
            $this->send($frame);
        }

        $this->late = [];
    }

    /** Sends a frame after the next pid answer, when the server has taken the event for finished. */
    public function sendLate(Frame $frame): void
    {
        $this->late[] = $frame;
    }

    public function mark(Request $request): void
    {
        $this->journal->mark($request);
    }
}
