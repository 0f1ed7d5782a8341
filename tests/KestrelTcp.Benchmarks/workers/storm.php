<?php

// Echoes. Notes CONNECTED and CLOSE with one write to a file opened for appending, before the answer: a worker that is
// killed leaves whole lines, and none of an event that it had not begun.

declare(strict_types=1);

use KestrelTcp\Tests\Request;
use KestrelTcp\Tests\TcpWorker;

require __DIR__ . '/../../workers/php/lib/autoload.php';

$file = \getenv('KT_BENCH_JOURNAL');
$journal = $file ? \fopen($file, 'a') : null;
$worker = TcpWorker::create();
while ($request = $worker->waitRequest()) {
    if ($request->event === Request::DATA) {
        $worker->respond($request->body);
        continue;
    }

    $journal && \fwrite($journal, \getmypid() . " $request->event $request->uuid\n");
    $worker->read();
}
