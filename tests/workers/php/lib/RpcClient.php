<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

/** What the official RPC client does on the wire, its checks included. */
final class RpcClient
{
    public const RAW = 0x04;
    public const JSON = 0x08;
    public const PROTO = 0x80;

    private int $sequence = 0;

    public function __construct(private readonly Relay $relay)
    {
    }

    public static function fromEnvironment(): self
    {
        return new self(new SocketRelay(\getenv('RR_RPC') ?: 'tcp://127.0.0.1:6001'));
    }

    /** The result as it came, or the error as an exception. */
    public function call(int $codec, string $method, string $argument): string
    {
        $this->relay->send(new Frame($method . $argument, [++$this->sequence, \strlen($method)], $codec));
        $answer = $this->relay->receive();
        if (\count($answer->options) !== 2 || $answer->options[0] !== $this->sequence) {
            throw new \LogicException('the answer has not two options, or not the number of the request');
        }

        $body = \substr($answer->payload, $answer->options[1]);
        if (\substr($answer->payload, 0, $answer->options[1]) !== $method || ($answer->flags & ~Frame::ERROR) !== $codec) {
            throw new \LogicException('the answer is of another method or codec');
        }

        return ($answer->flags & Frame::ERROR) === 0 ? $body : throw new \RuntimeException($body);
    }

    public function json(string $method, mixed $argument): mixed
    {
        return \json_decode($this->call(self::JSON, $method, \json_encode($argument, \JSON_THROW_ON_ERROR)), true, 512, \JSON_THROW_ON_ERROR);
    }

    /** A text or bytes field of a protobuf message. */
    public static function field(int $number, string $value): string
    {
        return \chr($number << 3 | 2) . self::varint(\strlen($value)) . $value;
    }

    /** @return list<string> The values of a text, bytes or message field. */
    public static function fields(string $message, int $number): array
    {
        $values = [];
        for ($at = 0; $at < \strlen($message);) {
            $tag = \ord($message[$at++]);
            $length = 0;
            $shift = 0;
            do {
                $byte = \ord($message[$at++]);
                $length |= ($byte & 0x7f) << $shift;
                $shift += 7;
            } while ($byte >= 0x80);
            if ($tag >> 3 === $number) {
                $values[] = \substr($message, $at, $length);
            }

            $at += $length;
        }

        return $values;
    }

    private static function varint(int $value): string
    {
        $bytes = '';
        for (; $value >= 0x80; $value >>= 7) {
            $bytes .= \chr($value & 0x7f | 0x80);
        }

        return $bytes . \chr($value);
    }
}
