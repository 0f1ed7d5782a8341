<?php

// Calls what each line of stdin says, "CODEC METHOD ARGUMENT" (protobuf as hex), and prints "ok RESULT" or "error TEXT".

declare(strict_types=1);

use KestrelTcp\Tests\RpcClient;
use KestrelTcp\Tests\SocketRelay;

require __DIR__ . '/lib/autoload.php';

$client = new RpcClient(new SocketRelay($argv[1]));
while (($line = \fgets(\STDIN)) !== false) {
    [$codec, $method, $argument] = \explode(' ', \rtrim($line, "\n"), 3) + [2 => ''];
    try {
        $result = match ($codec) {
            'json' => $client->call(RpcClient::JSON, $method, $argument),
            'raw' => $client->call(RpcClient::RAW, $method, $argument),
            'proto' => \bin2hex($client->call(RpcClient::PROTO, $method, \hex2bin($argument))),
        };
        echo "ok $result\n";
    } catch (\RuntimeException $e) {
        echo 'error ', $e->getMessage(), "\n";
    }
}
