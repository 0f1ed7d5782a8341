<?php

declare(strict_types=1);

namespace KestrelTcp\Tests;

/** The way to the server: stdin and stdout, or a socket that this side opens. */
abstract class Relay
{
    public static function fromEnvironment(): self
    {
        $address = \getenv('RR_RELAY') ?: 'pipes';

        return $address === 'pipes' ? new PipeRelay() : new SocketRelay($address);
    }

    abstract public function write(string $bytes): void;

    /** The 12 fixed bytes in one read: a server that cuts a header kills the worker, as it kills the official one. */
    abstract protected function readHeader(): string;

    abstract protected function read(int $length): string;

    public function send(Frame $frame): void
    {
        $this->write($frame->pack());
    }

    public function receive(): Frame
    {
        $header = $this->readHeader();
        if (\strlen($header) !== 12) {
            throw new \RuntimeException('unable to read a frame header: ' . \strlen($header) . ' of 12 bytes');
        }

        ['words' => $words, 'flags' => $flags, 'length' => $length] = Frame::unpackHeader($header);
        $optionBytes = Frame::optionBytes($words);
        $options = $optionBytes > 0 ? \array_values(\unpack('V*', $this->readAll($optionBytes))) : [];

        return new Frame($this->readAll($length), $options, $flags);
    }

    private function readAll(int $length): string
    {
        $bytes = '';
        while (\strlen($bytes) < $length) {
            $piece = $this->read($length - \strlen($bytes));
            if ($piece === '') {
                throw new \RuntimeException('the stream ended within a frame');
            }

            $bytes .= $piece;
        }

        return $bytes;
    }
}
