using KestrelTcp.Benchmarks;
using KestrelTcp.Benchmarks.Peers;

// The hidden verbs are the other ends of a run, each a process of its own; people call the rest.
return args switch
{
    [FastWorker.Verb, .. var rest] => FastWorker.Run(rest),
    _ => await Verbs.RunAsync(args),
};
