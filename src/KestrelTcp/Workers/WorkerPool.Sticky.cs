namespace KestrelTcp.Workers;

/// <summary>Which worker a connection belongs to with <c>dispatch: sticky</c>. Everything here is guarded.</summary>
internal sealed partial class WorkerPool
{
    /// <summary>Sticky: the serving worker with the fewest connections; null when none serves.</summary>
    private Worker? Bind(WorkerEvent item)
    {
        Worker? best = null;
        foreach (var worker in _workers)
        {
            if (worker.Serves && (best is null || worker.Bound.Count < best.Bound.Count))
            {
                best = worker;
            }
        }

        return best is null ? null : Bind(item, best);
    }

    private static Worker Bind(WorkerEvent item, Worker worker)
    {
        item.Affinity = worker;
        worker.Bound.Add(item);
        return worker;
    }

    private static bool Unbind(WorkerEvent item)
    {
        if (item.Affinity is not { } worker)
        {
            return false;
        }

        item.Affinity = null;
        return worker.Bound.Remove(item);
    }

    /// <summary>A connection whose CONNECTED no worker was given has no CLOSED that would give its worker free.</summary>
    private static void UnbindUnlessConnected(WorkerEvent item)
    {
        if (item.Kind == EventKind.Connected)
        {
            Unbind(item);
        }
    }
}
