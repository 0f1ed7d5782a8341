<?php

// Does what each DATA body says (see lib/Actions.php); --connected=, --data= and --closed= set what is done for an event instead.

declare(strict_types=1);

use KestrelTcp\Tests\Actions;
use KestrelTcp\Tests\Request;
use KestrelTcp\Tests\TcpWorker;

require __DIR__ . '/lib/autoload.php';

$options = \getopt('', ['connected:', 'data:', 'closed:']);
$worker = TcpWorker::create();
$actions = new Actions($worker);
while ($request = $worker->waitRequest()) {
    $script = match ($request->event) {
        Request::CONNECTED => $options['connected'] ?? 'continue',
        Request::DATA => $options['data'] ?? $request->body,
        default => $options['closed'] ?? 'close',
    };
    if (!$actions->run($script, $request)) {
        break;
    }
}
