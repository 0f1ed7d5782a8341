<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

/** One Goridge frame: flags, 32-bit options, payload. */
final class Frame
{
    public const CONTROL = 0x01;
    public const ERROR = 0x40;

    private const VERSION = 1;
    private const MIN_WORDS = 3;

    /** @param list<int> $options */
    public function __construct(
        public readonly string $payload,
        public readonly array $options = [],
        public readonly int $flags = 0,
        public readonly int $stream = 0,
    ) {
    }

    /** A worker's answer: the option holds the length of the context. */
    public static function answer(string $context, string $body = ''): self
    {
        return new self($context . $body, [\strlen($context)]);
    }

    public function pack(): string
    {
        $start = \pack('CCV', (self::VERSION << 4) | (self::MIN_WORDS + \count($this->options)), $this->flags, \strlen($this->payload));

        return $start . \pack('VCC', \crc32($start), $this->stream, 0) . \pack('V*', ...$this->options) . $this->payload;
    }

    /** @return array{words: int, flags: int, length: int} The checksum is not looked at, as in the official library. */
    public static function unpackHeader(string $header): array
    {
        $fields = \unpack('Cfirst/Cflags/Vlength', $header);

        return ['words' => $fields['first'] & 0x0f, 'flags' => $fields['flags'], 'length' => $fields['length']];
    }

    public static function optionBytes(int $words): int
    {
        return ($words - self::MIN_WORDS) * 4;
    }
}
