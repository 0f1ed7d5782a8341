using System.Text;
using System.Text.Json;
using KestrelTcp.Configuration;
using KestrelTcp.Goridge;
using KestrelTcp.Operations;
using KestrelTcp.Rpc.Services;
using KestrelTcp.Tests.Configuration;
using KestrelTcp.Tests.Operations;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class InfoServiceTests
{
    private const string Yaml = Config.Minimal + """
        rpc: {listen: "tcp://127.0.0.1:6001"}
        kv: {local: {driver: memory}}

        """;

    private readonly RpcBench _bench = new(new RpcInfoService(Config.Valid(Yaml, "server.env={API_TOKEN: hidden, PRICE: $$5}")));

    [Fact]
    public async Task Version_isOurs()
    {
        Assert.Equal($"\"{ProductVersion.Text}\"", await _bench.JsonAsync("rpc.Version", "true"));
        Assert.Equal(ProductVersion.Text, Text(await _bench.AskAsync(FrameFlags.Raw, "rpc.Version", default)));
        Assert.Contains("takes JSON or raw", await _bench.ErrorAsync(FrameFlags.Protobuf, "rpc.Version"));
    }

    [Fact]
    public async Task Config_isTheEffectiveOneWithoutItsSecrets()
    {
        var raw = Text(await _bench.AskAsync(FrameFlags.Raw, "rpc.Config", "true"u8.ToArray()));
        var root = JsonDocument.Parse(raw).RootElement;

        Assert.Equal("3", root.GetProperty("version").GetString());
        Assert.Equal(1_000_000, root.GetProperty("kv").GetProperty("local").GetProperty("config").GetProperty("max_items").GetInt32());
        Assert.False(root.GetProperty("tcp").GetProperty("pool").GetProperty("debug").GetBoolean());
        Assert.Equal("\r\n", root.GetProperty("tcp").GetProperty("servers").GetProperty("smtp").GetProperty("delimiter").GetString());
        var env = root.GetProperty("server").GetProperty("env");
        Assert.Equal((SecretNames.Mask, "$5"), (env.GetProperty("api_token").GetString(), env.GetProperty("price").GetString()));
        Assert.Equal(raw, Encoding.UTF8.GetString(JsonSerializer.Deserialize<byte[]>(await _bench.JsonAsync("rpc.Config", "true"))!));
    }

    [Fact]
    public async Task Status_saysWhatTheSideEndpointSays()
    {
        var view = new FakeServiceView();
        var bench = new RpcBench(new StatusService(new HealthCheck(new StatusOptions { Address = new ListenAddress(), UnavailableStatusCode = 599 }, view)));
        var tcp = Convert.FromHexString("0a03746370");
        Assert.Equal("08c801", Convert.ToHexStringLower(await bench.ProtoAsync("status.Status", tcp)));

        view.Snapshot = () => [FakeServiceView.Pool("tcp", ready: false, healthy: false)];
        Assert.StartsWith("08d704" + "12", Convert.ToHexStringLower(await bench.ProtoAsync("status.Ready", tcp)));
        Assert.Equal("no such plugin: http", await bench.ErrorAsync(FrameFlags.Protobuf, "status.Status", Convert.FromHexString("0a0468747470")));
    }

    private static string Text(in RpcMessage answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
