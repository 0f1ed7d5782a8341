using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class EventQueueTests
{
    private readonly EventQueue _queue = new();
    private readonly FakeEvent[] _events = [new(), new(), new(), new()];

    [Fact]
    public void Events_areTakenInTheirOrder()
    {
        Fill(4);

        Assert.Equal(4, _queue.Count);
        Assert.Equal(_events, TakeAll());
        Assert.Equal(0, _queue.Count);
        Assert.Null(_queue.First);
    }

    [Fact]
    public void EmptyQueue_givesNothing()
    {
        Assert.Null(_queue.Dequeue());
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void EventPutFirst_isTakenBeforeAllOthers()
    {
        Fill(3);

        _queue.EnqueueFirst(_events[3]);

        Assert.Equal([_events[3], _events[0], _events[1], _events[2]], TakeAll());
    }

    [Fact]
    public void EventPutFirst_inAnEmptyQueueIsItsLastToo()
    {
        _queue.EnqueueFirst(_events[0]);
        _queue.Enqueue(_events[1]);

        Assert.Equal([_events[0], _events[1]], TakeAll());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void EventTakenOut_leavesTheOthersInTheirOrder(int taken)
    {
        Fill(4);

        _queue.Remove(_events[taken]);
        _queue.Enqueue(_events[taken]);

        Assert.Equal([.. _events.Where((_, index) => index != taken), _events[taken]], TakeAll());
    }

    [Fact]
    public void EventThatLeft_knowsItsNeighboursNoLonger()
    {
        Fill(3);

        _queue.Remove(_events[1]);
        _queue.Dequeue();

        Assert.All(_events[..2], item => Assert.True(item.Next is null && item.Previous is null));
        Assert.Same(_events[2], _queue.First);
    }

    /// <summary>Against a plain list.</summary>
    [Fact]
    public void AnySequenceOfCalls_actsLikeAList()
    {
        var random = new Random(7);
        var list = new List<FakeEvent>();
        var outside = new Queue<FakeEvent>(Enumerable.Range(0, 8).Select(_ => new FakeEvent()));
        for (var i = 0; i < 20_000; i++)
        {
            switch (random.Next(4))
            {
                case 0 when outside.TryDequeue(out var item):
                    _queue.Enqueue(item);
                    list.Add(item);
                    break;
                case 1 when outside.TryDequeue(out var item):
                    _queue.EnqueueFirst(item);
                    list.Insert(0, item);
                    break;
                case 2 when list.Count > 0:
                    Assert.Same(list[0], _queue.Dequeue());
                    outside.Enqueue(list[0]);
                    list.RemoveAt(0);
                    break;
                case 3 when list.Count > 0:
                    var middle = list[random.Next(list.Count)];
                    _queue.Remove(middle);
                    list.Remove(middle);
                    outside.Enqueue(middle);
                    break;
            }

            Assert.Equal(list.Count, _queue.Count);
            Assert.Same(list.FirstOrDefault(), _queue.First);
        }
    }

    private void Fill(int count)
    {
        foreach (var item in _events[..count])
        {
            _queue.Enqueue(item);
        }
    }

    private List<WorkerEvent> TakeAll()
    {
        var taken = new List<WorkerEvent>();
        while (_queue.Dequeue() is { } item)
        {
            taken.Add(item);
        }

        return taken;
    }
}
