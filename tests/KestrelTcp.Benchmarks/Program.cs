using KestrelTcp.Benchmarks;
using KestrelTcp.Benchmarks.Peers;

// The hidden verbs are the other ends of a run, each a process of its own; people call the rest.
return args switch
{
    [FastWorker.Verb, .. var rest] => FastWorker.Run(rest),
    [LoadClient.Verb, .. var rest] => LoadClient.Run(rest),
    [RpcLoad.Verb, .. var rest] => await RpcLoad.RunAsync(rest),
    [Yardstick.Verb, .. var rest] => await Yardstick.RunAsync(rest),
    _ => await Verbs.RunAsync(args),
};
