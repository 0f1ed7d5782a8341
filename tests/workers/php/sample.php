<?php

// The habits of the documented sample: two answers to CONNECTED, two in the catch block, none to the closed event.

declare(strict_types=1);

use KestrelTcp\Tests\Request;
use KestrelTcp\Tests\TcpWorker;

require __DIR__ . '/lib/autoload.php';

$worker = TcpWorker::create();
while ($request = $worker->waitRequest()) {
    try {
        if ($request->event === Request::CONNECTED) {
            $worker->read();
            $worker->respond("220 mailamie \r\n");
        } elseif ($request->event === Request::DATA) {
            if (\str_starts_with($request->body, 'throw')) {
                throw new \RuntimeException('asked to fail');
            }

            if (\str_starts_with($request->body, 'denied')) {
                $worker->respond('Access denied', true);
            } else {
                $worker->respond(\json_encode([
                    'remote_addr' => $request->remoteAddr,
                    'server' => $request->server,
                    'uuid' => $request->uuid,
                    'body' => $request->body,
                    'event' => $request->event,
                ]) . "\r\n");
            }
        }
    } catch (\Throwable $e) {
        $worker->respond("Something went wrong\r\n", true);
        $worker->error((string) $e);
    }
}
