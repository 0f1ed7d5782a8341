namespace KestrelTcp.Workers;

/// <summary>A FIFO of events, linked through the events themselves: no allocation, and any of them can be taken out. Guarded by its owner.</summary>
internal sealed class EventQueue
{
    private WorkerEvent? _last;

    public int Count { get; private set; }

    public WorkerEvent? First { get; private set; }

    public void Enqueue(WorkerEvent item)
    {
        item.Previous = _last;
        item.Next = null;
        if (_last is null)
        {
            First = item;
        }
        else
        {
            _last.Next = item;
        }

        _last = item;
        Count++;
    }

    /// <summary>Puts an event that has waited already before all others.</summary>
    public void EnqueueFirst(WorkerEvent item)
    {
        item.Previous = null;
        item.Next = First;
        if (First is null)
        {
            _last = item;
        }
        else
        {
            First.Previous = item;
        }

        First = item;
        Count++;
    }

    public WorkerEvent? Dequeue()
    {
        var item = First;
        if (item is not null)
        {
            Remove(item);
        }

        return item;
    }

    public void Remove(WorkerEvent item)
    {
        if (item.Previous is null)
        {
            First = item.Next;
        }
        else
        {
            item.Previous.Next = item.Next;
        }

        if (item.Next is null)
        {
            _last = item.Previous;
        }
        else
        {
            item.Next.Previous = item.Previous;
        }

        item.Next = null;
        item.Previous = null;
        Count--;
    }
}
