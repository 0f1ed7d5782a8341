<?php

// Answers DATA once, twice or three times, and closed events once or not at all, by chance.

declare(strict_types=1);

use KestrelTcp\Tests\Request;
use KestrelTcp\Tests\TcpWorker;

require __DIR__ . '/lib/autoload.php';

$worker = TcpWorker::create();
while ($request = $worker->waitRequest()) {
    $chance = \random_int(0, 3);
    if ($request->event === Request::CONNECTED) {
        $worker->read();
        if ($chance === 0) {
            $worker->read();
        }
    } elseif ($request->event === Request::DATA) {
        for ($i = 0; $i <= $chance; $i++) {
            $worker->respond($request->body);
        }
    } elseif ($chance > 0) {
        $worker->respond("nobody may see this\r\n");
    }
}
