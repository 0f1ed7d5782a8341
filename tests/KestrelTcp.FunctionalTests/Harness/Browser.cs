using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>
/// Chromium without a window, driven over its DevTools protocol: a few commands, for which a browser library would bring hundreds of
/// megabytes. Without Chromium a test that asks for it is skipped.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan _startDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _answerDeadline = TimeSpan.FromSeconds(10);
    private static readonly HttpClient _http = new() { Timeout = _answerDeadline };

    private readonly TemporaryFolder _profile = new();
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Process _process;
    private Task _reading = Task.CompletedTask;
    private int _lastId;

    private Browser(string executable)
    {
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "about:blank",
        ];
        _process = new Process { StartInfo = new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Addresses that the page has asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Errors that the page has put on the console: exceptions, and what the browser itself complains of.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public static async Task<Browser> StartAsync()
    {
        var executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(executable is null, "chromium is not installed");
        var browser = new Browser(executable);
        try
        {
            await browser.AttachAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public Task OpenAsync(string url) => CallAsync("Page.navigate", new JsonObject { ["url"] = url });

    /// <summary>The value of an expression in the page, as text.</summary>
    public async Task<string> EvaluateAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return answer["result"]?["value"]?.ToString() ?? answer["exceptionDetails"]?.ToJsonString() ?? "";
    }

    /// <summary>Waits until an expression is true in the page.</summary>
    public async Task WaitAsync(string expression, TimeSpan? within = null)
    {
        var seen = "";
        await Eventually.TrueAsync(async () => (seen = await EvaluateAsync(expression)) == "true", () => $"{expression} is true in the page (it is {seen})", within);
    }

    public async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = _waiting[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(_answerDeadline);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _socket.Dispose();
        _process.Dispose();
        _closing.Dispose();
        _sending.Dispose();

        // Its helpers may take a moment longer and write to the profile meanwhile.
        await Eventually.TrueAsync(RemoveProfile, "the browser's folder can be removed");
    }

    private bool RemoveProfile()
    {
        try
        {
            _profile.Dispose();
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task AttachAsync()
    {
        var file = Path.Combine(_profile.Path, "DevToolsActivePort");
        string? page = null;
        await Eventually.TrueAsync(async () => (page = await FindPageAsync(file)) is not null, () => "chromium opens its DevTools port", _startDeadline);
        await _socket.ConnectAsync(new Uri(page!), CancellationToken.None);
        _reading = ReadAsync();
        foreach (var domain in new[] { "Runtime", "Log", "Network", "Page" })
        {
            await CallAsync($"{domain}.enable");
        }
    }

    private static async Task<string?> FindPageAsync(string portFile)
    {
        if (!File.Exists(portFile) || File.ReadAllLines(portFile) is not [var port, ..])
        {
            return null;
        }

        var targets = JsonNode.Parse(await _http.GetStringAsync($"http://127.0.0.1:{port}/json/list"))!.AsArray();
        return targets.FirstOrDefault(target => (string?)target!["type"] == "page")?["webSocketDebuggerUrl"]?.ToString();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 << 10];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer, _closing.Token);
                message.Write(buffer, 0, read.Count);
                if (read.EndOfMessage && message.Length > 0)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or JsonException)
        {
            foreach (var waiting in _waiting.Values)
            {
                waiting.TrySetException(new IOException("The browser has ended.", e));
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id && _waiting.TryRemove((int)id, out var waiting))
        {
            waiting.TrySetResult(message["result"] ?? new JsonObject());
            return;
        }

        var parameters = message["params"];
        switch ((string?)message["method"])
        {
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters!["request"]!["url"]!.ToString());
                break;
            case "Runtime.exceptionThrown":
                Errors.Enqueue(parameters!["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string?)parameters!["type"] == "error":
                Errors.Enqueue(parameters["args"]!.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)parameters!["entry"]!["level"] == "error":
                Errors.Enqueue(parameters["entry"]!["text"]!.ToString());
                break;
        }
    }
}
