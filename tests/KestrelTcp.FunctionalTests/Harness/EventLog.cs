namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>The journal that the PHP workers of one server write.</summary>
internal sealed class EventLog(string file)
{
    /// <summary>All whole lines written so far.</summary>
    public IReadOnlyList<WorkerEvent> Read()
    {
        if (!File.Exists(file))
        {
            return [];
        }

        var text = File.ReadAllText(file);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WorkerEvent.Parse)];
    }

    public int Count(string what) => Read().Count(e => e.Event == what);

    public IReadOnlyList<WorkerEvent> Of(RawClient client) => [.. Read().Where(e => e.RemoteAddr == client.LocalAddress)];

    /// <summary>The bodies of a client's DATA events, byte by byte as text.</summary>
    public IReadOnlyList<string> DataOf(RawClient client) => [.. Of(client).Where(e => e.Event == WorkerEvent.Data).Select(e => e.Text)];

    public Task WaitAsync(Func<IReadOnlyList<WorkerEvent>, bool> condition, string what, TimeSpan? within = null) =>
        Eventually.TrueAsync(() => Task.FromResult(condition(Read())), () => $"{what}. The workers' journal:\n{Describe(Read())}", within);

    public Task WaitAsync(string what, int count, TimeSpan? within = null) =>
        WaitAsync(all => all.Count(e => e.Event == what) >= count, $"{count} times {what}", within);

    /// <summary>Waits for the closed event of a client, checks the order of its events, and hands all of them back.</summary>
    public async Task<IReadOnlyList<WorkerEvent>> WaitClosedAsync(RawClient client, string? reason = null)
    {
        await WaitAsync(
            all => all.Any(e => e.Event == WorkerEvent.Closed && e.RemoteAddr == client.LocalAddress),
            $"the closed event of {client.LocalAddress}");
        AssertInvariants();
        var events = Of(client);
        if (reason is not null)
        {
            Assert.Equal(reason, events[^1].Reason);
        }

        return events;
    }

    /// <summary>Waits for that many closed events, then checks that every connection had exactly one, at its end.</summary>
    public async Task WaitAllClosedAsync(int count, TimeSpan? within = null)
    {
        await WaitAsync(WorkerEvent.Closed, count, within);
        var connections = AssertInvariants();
        Assert.Equal(count, connections.Count);
        Assert.All(connections, connection => Assert.Equal(WorkerEvent.Closed, connection[^1].Event));
    }

    /// <summary>What holds at any moment: CONNECTED first and once, at most one closed event, nothing after it.</summary>
    public IReadOnlyList<IReadOnlyList<WorkerEvent>> AssertInvariants()
    {
        var connections = Read().Where(e => e.Uuid.Length > 0 && e.Event != WorkerEvent.Mark)
            .GroupBy(e => e.Uuid)
            .Select(group => (IReadOnlyList<WorkerEvent>)[.. group])
            .ToArray();
        Assert.All(connections, events =>
        {
            // A worker that hands an event back leaves two lines of it; those tests count for themselves.
            Assert.Equal(WorkerEvent.Connected, events[0].Event);
            Assert.Single(events, e => e.Event == WorkerEvent.Connected);
            Assert.DoesNotContain(events.SkipLast(1), e => e.Event == WorkerEvent.Closed);
        });
        return connections;
    }

    private static string Describe(IReadOnlyList<WorkerEvent> events) =>
        string.Join('\n', events.TakeLast(40).Select(e => $"{e.Pid} {e.Event} {e.Uuid} {e.RemoteAddr} {e.Reason} {e.Length} {e.Text.ReplaceLineEndings("\\n")}"));
}
