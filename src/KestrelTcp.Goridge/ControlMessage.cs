namespace KestrelTcp.Goridge;

/// <summary>What a control frame says.</summary>
/// <param name="Pid">The sender's process id; null when it names none.</param>
/// <param name="Stop">The worker is to end.</param>
/// <param name="Correlates">The worker numbers its answers (PROTOCOL 8.3).</param>
public readonly record struct ControlMessage(int? Pid, bool Stop, bool Correlates);
