<?php

declare(strict_types=1);

use Spiral\RoadRunner\Tcp\TcpEvent;
use Spiral\RoadRunner\Tcp\TcpResponse;
use Spiral\RoadRunner\Tcp\TcpWorker;
use Spiral\RoadRunner\Worker;

require __DIR__ . '/vendor/autoload.php';

$worker = new TcpWorker(Worker::create());

// One event at a time, one answer to each. The loop ends when the server says stop.
while ($request = $worker->waitRequest()) {
    if ($request->getEvent() === TcpEvent::Connected) {
        $worker->respond("hello, {$request->getRemoteAddress()}\r\n");
        continue;
    }

    if ($request->getEvent() === TcpEvent::Close) {
        // The connection is gone: the place to free what was kept for $request->getConnectionUuid(). No answer is needed.
        continue;
    }

    $line = \rtrim($request->getBody(), "\r\n");
    if ($line === 'quit') {
        $worker->respond("bye\r\n", TcpResponse::RespondClose);
    } else {
        $worker->respond("you said: $line\r\n");
    }
}
