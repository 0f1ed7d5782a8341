using System.Net;
using System.Text;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Edge;

/// <summary>Who comes in, whose address counts, and that nothing is kept of anybody who has gone.</summary>
public sealed class EdgeStepsTests
{
    private const string _proxy = "10.0.0.1:7000";
    private const string _header = "PROXY TCP4 192.0.2.7 198.51.100.1 51234 25\r\n";
    private static readonly TcpServerOptions _behindProxy = EdgeRun.Options with { ProxyProtocol = ProxyProtocolMode.On, ProxyTrusted = EdgeRun.Networks("10.0.0.0/8") };

    private readonly List<string> _let = [];

    [Theory]
    [InlineData("192.0.2.7:1", "", "")]
    [InlineData("192.0.2.7:1", "192.0.2.0/24", "")]
    [InlineData("[::ffff:192.0.2.7]:1", "192.0.2.0/24", "203.0.113.0/24")]
    [InlineData(null, "192.0.2.0/24", "0.0.0.0/0")]
    public async Task Client_ofTheList_isLetIn(string? from, string allow, string deny)
    {
        using var run = Run(EdgeRun.Options with { Allow = Networks(allow), Deny = Networks(deny) });

        await run.RunAsync(from);

        Assert.Single(_let);
    }

    [Theory]
    [InlineData("198.51.100.7:1", "192.0.2.0/24", "", "allow")]
    [InlineData("[2001:db8::1]:1", "192.0.2.0/24", "", "allow")]
    [InlineData("192.0.2.7:1", "", "192.0.2.0/24", "deny")]
    [InlineData("[::ffff:192.0.2.7]:1", "", "192.0.2.0/24", "deny")]
    [InlineData("192.0.2.7:1", "192.0.2.0/24", "192.0.2.7/32", "deny")]
    public async Task Client_offTheList_isRefused_andDenyWins(string from, string allow, string deny, string reason)
    {
        using var run = Run(EdgeRun.Options with { Allow = Networks(allow), Deny = Networks(deny) });

        await run.RunAsync(from);

        Assert.Empty(_let);
        Assert.Equal(1, await run.RefusedAsync(reason));
    }

    [Fact]
    public async Task AddressOfTheHeader_isTheOneThatCounts()
    {
        ProxyPeer? peer = null;
        using var run = new EdgeRun(_behindProxy with { Deny = Networks("192.0.2.7/32"), Allow = Networks("192.0.2.0/24") }, context =>
        {
            peer = context.Features.Get<ProxyPeer>();
            return HandleAsync(context);
        });

        await run.RunAsync(_proxy, _header);
        await run.RunAsync(_proxy, _header.Replace("192.0.2.7", "192.0.2.8", StringComparison.Ordinal) + "behind");

        Assert.Equal(["192.0.2.8:51234 behind"], _let);
        Assert.Equal(new ProxyPeer(_proxy), peer);
        Assert.Equal(1, await run.RefusedAsync("deny"));
    }

    [Fact]
    public async Task HeaderThatNamesNobody_leavesTheConnectionsOwnAddress()
    {
        ProxyPeer? peer = null;
        using var run = new EdgeRun(_behindProxy, context =>
        {
            peer = context.Features.Get<ProxyPeer>();
            return HandleAsync(context);
        });

        await run.RunAsync(_proxy, "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0check");

        Assert.Equal([_proxy + " check"], _let);
        Assert.Null(peer);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("192.0.2.0/24", 0)]
    public async Task UnixClientOfAProxy_hasNoAddress_andIsOnNoList(string allow, int let)
    {
        using var run = Run(_behindProxy with { Allow = Networks(allow), Deny = Networks("0.0.0.0/0") });

        await run.RunAsync(_proxy, "\r\n\r\n\0\r\nQUIT\n\x21\x31\0\xd8" + new string('x', 216));

        Assert.Equal(Enumerable.Repeat("@ ", let), _let);
    }

    [Theory]
    [InlineData("172.16.0.1:5", _header, false)]
    [InlineData(_proxy, "EHLO x\r\n", false)]
    [InlineData(_proxy, "PROXY TCP4\r\n", false)]
    [InlineData(_proxy, "PROXY TCP4 192.0.2.7", true)]
    [InlineData(_proxy, "", true)]
    public async Task ConnectionWithoutAHeaderOfATrustedProxy_isRefused(string from, string sends, bool closes)
    {
        using var run = Run(_behindProxy);

        await run.RunAsync(from, sends, closes);

        Assert.Empty(_let);
        Assert.Equal(1, await run.RefusedAsync("proxy_protocol"));
    }

    [Theory]
    [InlineData("172.16.0.1:5", _header, false, "172.16.0.1:5 " + _header)]
    [InlineData("172.16.0.1:5", "", false, "172.16.0.1:5 ")]
    [InlineData(_proxy, _header + "a", false, "192.0.2.7:51234 a")]
    [InlineData(_proxy, "EHLO x\r\n", false, _proxy + " EHLO x\r\n")]
    [InlineData(_proxy, "PRO", true, _proxy + " PRO")]
    [InlineData(_proxy, "", true, _proxy + " ")]
    [InlineData(_proxy, "PROXY TCP4\r\n", false, null)]
    [InlineData(_proxy, "PROXY TCP4", true, null)]
    public async Task OptionalHeader_isTakenFromTheTrusted_andOtherBytesAreTheClients(string from, string sends, bool closes, string? let)
    {
        using var run = Run(_behindProxy with { ProxyProtocol = ProxyProtocolMode.Optional });

        await run.RunAsync(from, sends, closes);

        Assert.Equal(let is null ? [] : [let], _let);
        Assert.Equal(let is null ? 1 : 0, await run.RefusedAsync("proxy_protocol"));
    }

    [Fact]
    public async Task HeaderThatDoesNotCome_isWaitedForAsLongAsForTheFirstMessage()
    {
        using var run = Run(_behindProxy with { FirstMessageTimeout = TimeSpan.FromMilliseconds(100) });

        await run.RunAsync(_proxy, "PROX").WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.Empty(_let);
        Assert.Equal(1, await run.RefusedAsync("proxy_protocol"));
    }

    [Fact]
    public async Task Stop_turnsThoseAwayWhoWaitForTheirHeader()
    {
        using var run = Run(_behindProxy with { MaxConnections = 1000 });
        var waiting = Enumerable.Range(0, 1000).Select(_ => run.RunAsync(_proxy)).ToArray();
        await run.RunAsync(_proxy);
        Assert.Equal((1000, 1), (await run.OpenAsync(), await run.RefusedAsync("max_connections")));

        run.Stop();

        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Empty(_let);
        Assert.Equal((0, 0), (await run.OpenAsync(), await run.RefusedAsync("proxy_protocol")));
    }

    [Fact]
    public async Task Limits_areForEachAddress()
    {
        var hold = new TaskCompletionSource();
        using var run = new EdgeRun(EdgeRun.Options with { MaxConnectionsPerIp = 2, ConnectionRatePerIp = new(4, TimeSpan.FromHours(1)) }, _ => hold.Task);
        Task[] held =
        [
            run.RunAsync("192.0.2.7:1"), run.RunAsync("[::ffff:192.0.2.7]:2"), run.RunAsync("192.0.2.8:1"),
            run.RunAsync("[2001:db8::1]:1"), run.RunAsync("[2001:db8::2]:1"), run.RunAsync("[2001:db8:0:1::]:1"),
            run.RunAsync(null), run.RunAsync(null), run.RunAsync(null),
        ];

        await run.RunAsync("192.0.2.7:3");
        await run.RunAsync("[2001:db8::3]:1");
        Assert.Equal((2, 9), (await run.RefusedAsync("max_connections_per_ip"), await run.OpenAsync()));
        Assert.Equal(4, run.Steps.AddressLimit!.Count);

        hold.SetResult();
        await Task.WhenAll(held);
        Assert.Equal(0, run.Steps.AddressLimit.Count);
        await run.RunAsync("192.0.2.7:4");
        await run.RunAsync("192.0.2.7:5");
        Assert.Equal(1, await run.RefusedAsync("connection_rate_per_ip"));
    }

    [Fact]
    public async Task NothingAskedFor_isNoStep()
    {
        using var run = Run(EdgeRun.Options);

        await run.RunAsync("192.0.2.7:1", "x");

        Assert.Equal(["192.0.2.7:1 x"], _let);
        Assert.Equal((null, null, null, null), (run.Steps.Proxy, run.Steps.AccessList, run.Steps.Rate, run.Steps.AddressLimit));
    }

    [Fact]
    public async Task ThousandsOfConnections_howeverTheyEnd_leaveNothingBehind()
    {
        const int count = 20_000;
        using var run = new EdgeRun(
            _behindProxy with { MaxConnections = 500, MaxConnectionsPerIp = 5, ConnectionRatePerIp = new(50, TimeSpan.FromMilliseconds(50)), Deny = Networks("192.0.2.128/25") },
            async context =>
            {
                await Task.Yield();
                if (Random.Shared.Next(3) == 0)
                {
                    throw new IOException("broken");
                }
            });

        await Parallel.ForAsync(0, count, TestContext.Current.CancellationToken, async (i, _) =>
        {
            try
            {
                var sends = (i % 5) switch { 0 => "", 1 => "PROXY TC", 2 => "HELO", _ => $"PROXY TCP4 192.0.2.{i % 256} 198.51.100.1 51234 25\r\n" };
                await run.RunAsync(_proxy, sends, thenCloses: i % 10 < 5, context =>
                {
                    if (i % 10 is 5 or 6)
                    {
                        context.Transport.Input.CancelPendingRead();
                        ((DefaultConnectionContext)context).Transport.Input.Complete(new IOException("reset"));
                    }
                });
            }
            catch (Exception exception) when (exception is IOException or InvalidOperationException)
            {
                // As the handler, or a pipe that was completed under a read, ended it.
            }
        }).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal((0, 0), (await run.OpenAsync(), run.Steps.AddressLimit!.Count));
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                run.Steps.Rate!.Sweep();
                return run.Steps.Rate.Count == 0;
            },
            TimeSpan.FromSeconds(10)));
    }

    private static IPNetwork[] Networks(string text) => EdgeRun.Networks(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private EdgeRun Run(TcpServerOptions options) => new(options, HandleAsync);

    /// <summary>Notes the address and what there is to read at once.</summary>
    private Task HandleAsync(ConnectionContext context)
    {
        var text = context.Transport.Input.TryRead(out var read) ? Encoding.Latin1.GetString(read.Buffer) : "";
        _let.Add($"{RemoteAddress.Format(context.RemoteEndPoint)} {text}");
        return Task.CompletedTask;
    }
}
