<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

/** One event. A missing key of the first four is a fault of the server, and ends the worker. */
final class Request
{
    public const CONNECTED = 'CONNECTED';
    public const DATA = 'DATA';
    public const CLOSED = 'CLOSE';

    private function __construct(
        public readonly string $remoteAddr,
        public readonly string $server,
        public readonly string $uuid,
        public readonly string $event,
        public readonly string $reason,
        public readonly string $context,
        public readonly string $body,
    ) {
    }

    public static function fromFrame(Frame $frame): self
    {
        $json = \substr($frame->payload, 0, $frame->options[0]);
        $context = \json_decode($json, true, 8, \JSON_THROW_ON_ERROR);
        foreach (['remote_addr', 'server', 'uuid', 'event'] as $key) {
            if (!isset($context[$key])) {
                throw new \RuntimeException("the context has no $key: $json");
            }
        }

        return new self(
            $context['remote_addr'],
            $context['server'],
            $context['uuid'],
            $context['event'],
            $context['reason'] ?? '',
            $json,
            \substr($frame->payload, $frame->options[0]),
        );
    }
}
