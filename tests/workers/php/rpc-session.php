<?php

// A mail dialogue whose state lies in the server's key-value storage, so that each event may go to any worker.

declare(strict_types=1);

use KestrelTcp\Tests\Request;
use KestrelTcp\Tests\RpcClient;
use KestrelTcp\Tests\TcpWorker;

require __DIR__ . '/lib/autoload.php';

$rpc = RpcClient::fromEnvironment();
$item = static fn (string $key, string $value = ''): string => RpcClient::field(1, 'sessions') . RpcClient::field(2, RpcClient::field(1, $key) . ($value === '' ? '' : RpcClient::field(2, $value)));
$load = static function (string $uuid) use ($rpc, $item): array {
    $items = RpcClient::fields($rpc->call(RpcClient::PROTO, 'kv.MGet', $item($uuid)), 1);

    return $items === [] ? ['state' => 'none'] : \json_decode(RpcClient::fields($items[0], 2)[0], true, 8, \JSON_THROW_ON_ERROR);
};
$save = static fn (string $uuid, array $session): string => $rpc->call(RpcClient::PROTO, 'kv.Set', $item($uuid, \json_encode($session, \JSON_THROW_ON_ERROR)));

$worker = TcpWorker::create();
while ($request = $worker->waitRequest()) {
    $uuid = $request->uuid;
    if ($request->event === Request::CONNECTED) {
        $save($uuid, ['state' => 'command', 'pids' => [\getmypid()], 'body' => '']);
        $worker->respond("220 ready\r\n");
        continue;
    }

    if ($request->event === Request::CLOSED) {
        $rpc->call(RpcClient::PROTO, 'kv.Delete', $item($uuid));
        $worker->close();
        continue;
    }

    $session = $load($uuid);
    $session['pids'][] = \getmypid();
    if ($session['state'] === 'data') {
        $session['body'] .= $request->body;
        if (!\str_ends_with($session['body'], "\r\n.\r\n")) {
            $save($uuid, $session);
            $worker->respond("250 more\r\n");
            continue;
        }

        $session['state'] = 'command';
        $answer = '250 stored ' . \strlen($session['body']) . ' by ' . \count(\array_unique($session['pids']));
    } elseif ($request->body === "DATA\r\n") {
        $session['state'] = 'data';
        $answer = '354 go on';
    } else {
        $answer = $session['state'] === 'command' ? '250 OK' : '503 no session';
    }

    $save($uuid, $session);
    $worker->respond("$answer\r\n");
}
