<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

/** One line per event, appended to the file that KT_WORKER_LOG names, so that a test can count. */
final class Journal
{
    private const HEX_LIMIT = 512;

    private readonly ?string $file;

    public function __construct()
    {
        $this->file = \getenv('KT_WORKER_LOG') ?: null;
    }

    public function event(Request $request): void
    {
        $this->line($request->event, $request, $request->body);
    }

    /** Between an event's start and its answer; shows whether two events of one connection overlap. */
    public function mark(Request $request): void
    {
        $this->line('MARK', $request, '');
    }

    public function note(string $what): void
    {
        $this->line($what, null, '');
    }

    private function line(string $event, ?Request $request, string $body): void
    {
        if ($this->file === null) {
            return;
        }

        $fields = [
            \getmypid(),
            $event,
            $request?->uuid,
            $request?->server,
            $request?->remoteAddr,
            $request?->reason,
            \strlen($body),
            \bin2hex(\substr($body, 0, self::HEX_LIMIT)),
        ];
        $text = \implode(' ', \array_map(static fn($field): string => (string) $field === '' ? '-' : (string) $field, $fields));
        \file_put_contents($this->file, $text . "\n", \FILE_APPEND);
    }
}
