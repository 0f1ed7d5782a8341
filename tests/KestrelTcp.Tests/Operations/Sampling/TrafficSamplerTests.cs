using KestrelTcp.Operations.Sampling;
using Xunit;

namespace KestrelTcp.Tests.Operations.Sampling;

public sealed class TrafficSamplerTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly FakeServiceView _view = new();
    private readonly TrafficSampler _sampler;
    private long _events;

    public TrafficSamplerTests()
    {
        _view.ServerSnapshots = () => [FakeServiceView.Server("main", _events), FakeServiceView.Server("idle")];
        _sampler = new TrafficSampler(_view, new StateWatch(_view, _clock), _clock);
        _sampler.Take();
    }

    public void Dispose() => _sampler.Dispose();

    [Fact]
    public void FirstLook_hasNoRatesYet()
    {
        Assert.Empty(_sampler.Current());
        Assert.Empty(_sampler.Points(0));
        Assert.Equal(0, _sampler.Together().Events);
    }

    [Fact]
    public void Rates_areOfTheLastTenSeconds()
    {
        Look(events: 1_000_000);
        foreach (var _ in Enumerable.Range(0, 5))
            Look(events: 30);

        var main = _sampler.Current()["main"];
        Assert.Equal(15, main.Events, 0.001);
        Assert.Equal(15, main.Opened, 0.001);
        Assert.Equal(150, main.Received, 0.01);
        Assert.Equal(300, main.Sent, 0.01);
        Assert.Equal(1.75, main.EventP50!.Value, 0.001);
        Assert.Equal(2.485, main.EventP99!.Value, 0.001);
        Assert.Null(main.QueueP50);
        Assert.Null(_sampler.Current()["idle"].EventP99);
        Assert.Equal(15, _sampler.Together().Events, 0.001);
        Assert.Equal(14, _sampler.Together().Connections);
    }

    [Fact]
    public void Points_areThoseOfFiveMinutes_andOnlyTheLaterOnesWhenAsked()
    {
        foreach (var _ in Enumerable.Range(0, TrafficSampler.MostPoints + 10))
            Look(events: 8);

        var points = _sampler.Points(0);
        Assert.Equal(TrafficSampler.MostPoints, points.Count);
        Assert.All(points, point => Assert.Equal(4, point.Servers["main"].Events, 0.001));
        Assert.Equal(_clock.Now.ToUnixTimeMilliseconds(), points[^1].Time);
        Assert.Equal([points[^1].Time], _sampler.Points(points[^2].Time).Select(point => point.Time));
        Assert.Empty(_sampler.Points(points[^1].Time));
    }

    [Fact]
    public void LateLook_isDividedByTheTimeThatHasPassed()
    {
        _clock.Now += TimeSpan.FromSeconds(18);
        Look(events: 100);

        Assert.Equal(5, _sampler.Current()["main"].Events, 0.001);
    }

    private void Look(long events)
    {
        _events += events;
        _clock.Now += TrafficSampler.Interval;
        _sampler.Take();
    }
}
