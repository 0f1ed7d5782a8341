<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

final class PipeRelay extends Relay
{
    public function write(string $bytes): void
    {
        if (\fwrite(\STDOUT, $bytes) !== \strlen($bytes)) {
            throw new \RuntimeException('unable to write to the pipe');
        }
    }

    protected function readHeader(): string
    {
        return (string) \fread(\STDIN, 12);
    }

    protected function read(int $length): string
    {
        return (string) \fread(\STDIN, $length);
    }
}
