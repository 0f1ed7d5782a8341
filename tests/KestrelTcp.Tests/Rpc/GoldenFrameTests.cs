using System.Buffers;
using KestrelTcp.Configuration;
using KestrelTcp.Goridge;
using KestrelTcp.Operations;
using KestrelTcp.Operations.Metrics;
using KestrelTcp.Rpc;
using KestrelTcp.Rpc.KeyValue;
using KestrelTcp.Rpc.Locking;
using KestrelTcp.Rpc.Services;
using KestrelTcp.Tests.Configuration;
using KestrelTcp.Tests.Operations;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

/// <summary>Every method on the wire: golden-frames.txt holds the bytes.</summary>
public sealed class GoldenFrameTests : IDisposable
{
    private const string _varies = ".. ";

    private readonly MemoryStorage _storage = new(new KvStorageOptions { Name = "local" }, new ManualTime());
    private readonly StringWriter _error = new();
    private readonly IRpcService[] _services;

    public GoldenFrameTests()
    {
        var pools = new FakePools("tcp");
        var collectors = new UserCollectors();
        collectors.Declare("s", new CollectorOptions { Type = "summary", Help = "h" });
        _services =
        [
            new TcpService(new FakeConnections()),
            new InformerService(pools),
            new ResetterService(pools),
            new RpcInfoService(Config.Valid(Config.Minimal)),
            new StatusService(new HealthCheck(new StatusOptions { Address = new ListenAddress() }, new FakeServiceView())),
            new MetricsService(collectors, NullLogger.Instance),
            new AppService(NullLogger.Instance, _error),
            new KvService(new Dictionary<string, MemoryStorage> { ["local"] = _storage }, new ManualTime()),
            new LockService(new LockTable()),
        ];
    }

    public void Dispose()
    {
        _storage.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task EveryFrame_isAnsweredByteByByte()
    {
        var dispatcher = new RpcDispatcher(_services, NullLogger.Instance);
        foreach (var (method, lines) in Methods())
        {
            for (var i = 0; i < lines.Length; i += 2)
            {
                var bytes = Convert.FromHexString(lines[i]["> ".Length..]);
                Assert.Equal(
                    (RpcReadStatus.Message, bytes.Length),
                    (RpcMessage.TryRead(new ReadOnlySequence<byte>(bytes), 1 << 20, out var request, out var length), length));
                Assert.Equal(method, request.Method);

                var answer = Convert.ToHexStringLower((await dispatcher.AnswerAsync(request, CancellationToken.None)).ToFrame());
                var expected = lines[i + 1]["< ".Length..];
                if (expected.StartsWith(_varies, StringComparison.Ordinal))
                {
                    // What stands before it is the header, with the length of the result.
                    Assert.Contains(expected[_varies.Length..], answer, StringComparison.Ordinal);
                }
                else
                {
                    Assert.Equal($"{method} {expected}", $"{method} {answer}");
                }
            }
        }
    }

    [Fact]
    public void EveryMethod_hasARequestAnAnswerAndAnError()
    {
        var known = _services.SelectMany(service => service.Methods.Keys.Select(name => $"{service.Name}.{name}"));

        Assert.Equal(known.Order(StringComparer.Ordinal), Methods().Select(method => method.Name).Order(StringComparer.Ordinal));
        foreach (var (name, lines) in Methods())
        {
            Assert.True(lines.Length == 4, $"{name} has {lines.Length} lines");
            Assert.False(IsError(lines[1]), $"{name}: the first answer is an error");
            Assert.True(IsError(lines[3]), $"{name}: the second answer is no error");
        }
    }

    private static bool IsError(string line) =>
        !line.Contains(_varies, StringComparison.Ordinal) && ((FrameFlags)Convert.FromHexString(line.AsSpan(2, 4))[1] & FrameFlags.Error) != 0;

    private static IEnumerable<(string Name, string[] Lines)> Methods() =>
        from block in File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden-frames.txt")).Split("\n\n").Skip(1)
        let lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        select (lines[0], lines[1..]);
}
