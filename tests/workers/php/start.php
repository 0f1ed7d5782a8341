<?php

// Workers that do not come up, do not end or do not listen: start.php MODE.

declare(strict_types=1);

use KestrelTcp\Tests\Frame;
use KestrelTcp\Tests\Journal;
use KestrelTcp\Tests\PipeRelay;
use KestrelTcp\Tests\Request;
use KestrelTcp\Tests\TcpWorker;

require __DIR__ . '/lib/autoload.php';

/** Answers its first frames as a good worker, then reads no more. */
function answerPids(int $count): void
{
    $relay = new PipeRelay();
    for ($i = 0; $i < $count; $i++) {
        $relay->receive();
        $relay->send(new Frame(\sprintf('{"pid":%d}', \getmypid()), [], Frame::CONTROL));
    }
}

/** Outlives the end of its stdin, its stop frame and SIGTERM. */
function stay(): never
{
    \pcntl_async_signals(true);
    \pcntl_signal(\SIGTERM, \SIG_IGN);
    while (true) {
        \sleep(3600);
    }
}

(new Journal())->note('START');
switch ($argv[1] ?? '') {
    case 'exits':
        \fwrite(\STDERR, "the database is away\n");
        exit(7);
    case 'exits-quietly':
        exit(0);
    case 'mute':
        stay();
    case 'prints':
        \fwrite(\STDOUT, "Hello from the framework\n");
        stay();
    case 'deaf':
        answerPids(2);
        stay();
    case 'short-lived':
        // Comes up well, then dies with nothing done.
        answerPids(2);
        \fwrite(\STDERR, "out of ideas\n");
        exit(4);
    case 'one-pid':
        // An echo that answers a pid request only at its start, so that there is no fence.
        answerPids(1);
        $relay = new PipeRelay();
        while ((($frame = $relay->receive())->flags & Frame::CONTROL) === 0 || !\str_contains($frame->payload, 'stop')) {
            if (($frame->flags & Frame::CONTROL) === 0) {
                $request = Request::fromFrame($frame);
                $relay->send($request->event === Request::DATA ? Frame::answer('WRITE', $request->body) : Frame::answer('CONTINUE'));
            }
        }

        exit(0);
    case 'ignores-stop':
        $worker = new TcpWorker(new PipeRelay(), new Journal());
        while ($request = $worker->waitRequest()) {
            $request->event === Request::DATA ? $worker->respond($request->body) : $worker->read();
        }

        stay();
    case 'broken-while':
        // Fails for as long as the file is there.
        if (\file_exists($argv[2])) {
            \fwrite(\STDERR, "broken for now\n");
            exit(3);
        }

        require __DIR__ . '/echo.php';
        exit(0);
    default:
        \fwrite(\STDERR, "no such mode\n");
        exit(2);
}
