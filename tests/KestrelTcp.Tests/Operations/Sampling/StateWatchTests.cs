using KestrelTcp.Operations.Sampling;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Operations.Sampling;

public sealed class StateWatchTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeServiceView _view;
    private readonly StateWatch _watch;
    private readonly DateTime _start;

    public StateWatchTests()
    {
        _start = _clock.Now.UtcDateTime;
        _view = new FakeServiceView { StartedAt = _start, Listening = false };
        _watch = new StateWatch(_view, _clock);
    }

    [Fact]
    public void Service_isStartingUntilItListens()
    {
        Look(FakeServiceView.Pool("tcp", ready: false, healthy: false));
        Assert.Equal(new StateSince(ServiceState.Starting, _start, ""), _watch.Service);

        _view.Listening = true;
        Look(FakeServiceView.Pool("tcp"));
        Assert.Equal((ServiceState.Serving, Now), (_watch.Service.State, _watch.Service.Since));
    }

    [Fact]
    public void PoolWithoutWorkers_isDownSinceItWasSeen_andSoIsTheService()
    {
        Serve();
        var down = Look(FakeServiceView.Pool("tcp"), FakeServiceView.Pool("tcp.smtp", ready: false, healthy: false));
        Look(FakeServiceView.Pool("tcp", ready: false), FakeServiceView.Pool("tcp.smtp", ready: false, healthy: false));

        Assert.Equal((ServiceState.Down, down), (_watch.Pool("tcp.smtp").State, _watch.Pool("tcp.smtp").Since));
        Assert.Equal((ServiceState.Stalled, Now), (_watch.Pool("tcp").State, _watch.Pool("tcp").Since));
        Assert.Equal((ServiceState.Down, down), (_watch.Service.State, _watch.Service.Since));
        Assert.Contains("pool tcp.smtp has no worker", _watch.Service.Why, StringComparison.Ordinal);

        Look(FakeServiceView.Pool("tcp"), FakeServiceView.Pool("tcp.smtp"));
        Assert.Equal(new StateSince(ServiceState.Serving, Now, ""), _watch.Service);
    }

    [Fact]
    public void Draining_isNotDown()
    {
        Serve();
        _view.Draining = true;
        _view.Listening = false;
        Look(FakeServiceView.Pool("tcp", ready: false, healthy: false));

        Assert.Equal((ServiceState.Draining, Now), (_watch.Service.State, _watch.Service.Since));
    }

    [Fact]
    public void ListenerThatIsGone_isDown()
    {
        Serve();
        _view.Listening = false;
        Look(FakeServiceView.Pool("tcp"));

        Assert.Equal(new StateSince(ServiceState.Down, Now, "not listening"), _watch.Service);
    }

    private DateTime Now => _clock.Now.UtcDateTime;

    private void Serve()
    {
        _view.Listening = true;
        Look(FakeServiceView.Pool("tcp"));
    }

    private DateTime Look(params PoolSnapshot[] pools)
    {
        _clock.Now += TimeSpan.FromSeconds(1);
        _view.Snapshot = () => pools;
        _watch.Look();
        return Now;
    }
}
