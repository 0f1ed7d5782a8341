<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

/** tcp://host:port or unix://path; the worker dials. */
final class SocketRelay extends Relay
{
    private readonly \Socket $socket;

    public function __construct(string $address)
    {
        [$scheme, $rest] = \explode('://', $address, 2);
        if ($scheme === 'unix') {
            $this->socket = \socket_create(\AF_UNIX, \SOCK_STREAM, 0);
            $connected = \socket_connect($this->socket, $rest);
        } else {
            $colon = \strrpos($rest, ':');
            $this->socket = \socket_create(\AF_INET, \SOCK_STREAM, \SOL_TCP);
            $connected = \socket_connect($this->socket, \substr($rest, 0, $colon), (int) \substr($rest, $colon + 1));
        }

        if (!$connected) {
            throw new \RuntimeException("unable to connect to $address");
        }
    }

    public function write(string $bytes): void
    {
        while ($bytes !== '') {
            $sent = \socket_send($this->socket, $bytes, \strlen($bytes), 0);
            if ($sent === false) {
                throw new \RuntimeException('unable to write to the socket');
            }

            $bytes = \substr($bytes, $sent);
        }
    }

    protected function readHeader(): string
    {
        return $this->take(12, \MSG_WAITALL);
    }

    protected function read(int $length): string
    {
        return $this->take($length, 0);
    }

    private function take(int $length, int $flags): string
    {
        $bytes = '';

        return \socket_recv($this->socket, $bytes, $length, $flags) ? (string) $bytes : '';
    }
}
