<?php

// Answers each DATA with its own bytes.

declare(strict_types=1);

use KestrelTcp\Tests\Request;
use KestrelTcp\Tests\TcpWorker;

require __DIR__ . '/lib/autoload.php';

$worker = TcpWorker::create();
while ($request = $worker->waitRequest()) {
    match ($request->event) {
        Request::CONNECTED => $worker->read(),
        Request::DATA => $worker->respond($request->body),
        default => $worker->close(),
    };
}
