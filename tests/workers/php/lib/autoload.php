<?php

declare(strict_types=1);

foreach (['Frame', 'Relay', 'PipeRelay', 'SocketRelay', 'Request', 'Journal', 'TcpWorker', 'Actions', 'RpcClient'] as $class) {
    require_once __DIR__ . "/$class.php";
}
