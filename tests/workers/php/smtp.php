<?php

// A mail handler as it is found in the field: one reply to each piece of the body until the end mark.

declare(strict_types=1);

use KestrelTcp\Tests\Request;
use KestrelTcp\Tests\TcpWorker;

require __DIR__ . '/lib/autoload.php';

$worker = TcpWorker::create();
$bodies = [];
while ($request = $worker->waitRequest()) {
    $uuid = $request->uuid;
    if ($request->event === Request::CONNECTED) {
        $worker->respond("220 mailamie\r\n");
    } elseif ($request->event === Request::CLOSED) {
        unset($bodies[$uuid]);
        $worker->close();
    } elseif (isset($bodies[$uuid])) {
        $bodies[$uuid] .= $request->body;
        if (\str_ends_with($bodies[$uuid], "\r\n.\r\n")) {
            $length = \strlen($bodies[$uuid]);
            unset($bodies[$uuid]);
            $worker->respond("250 stored $length\r\n");
        } else {
            $worker->respond("250 more\r\n");
        }
    } elseif (\preg_match('/^(EHLO|HELO|MAIL|RCPT)/', $request->body)) {
        $worker->respond("250 OK\r\n");
    } elseif ($request->body === "DATA\r\n") {
        $bodies[$uuid] = '';
        $worker->respond("354 go on\r\n");
    } elseif ($request->body === "QUIT\r\n") {
        $worker->respond("221 bye\r\n", true);
    } else {
        $worker->close();
    }
}
