using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Ringback.Cli.Lab;

namespace Ringback.Tests.EndToEnd;

/// <summary>The product as a user starts it, <c>ringback up --lab</c>, with its lab and its pages on free ports.</summary>
internal sealed class Product : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly Process _command;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _labFolder = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Product(string name, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var cli = Path.Combine(AppContext.BaseDirectory, "Ringback.Cli.dll");
        _command = new Process
        {
            // A shell that starts jobs in the background makes them ignore SIGINT, and what they start: undone here.
            StartInfo = new ProcessStartInfo(
                "env",
                [
                    .. (string[])["--default-signal=INT", "dotnet", cli, "up", "--name", name, "--port", "0"],
                    "--owner-pid",
                    $"{Environment.ProcessId}",
                    .. arguments,
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Repository.Root,
            },
        };
        foreach (var (variable, value) in environment)
            _command.StartInfo.Environment[variable] = value;
        _command.OutputDataReceived += (_, line) => Read(line.Data);
        _command.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public LoopbackLab Lab { get; private set; } = null!;

    public string Output => string.Join('\n', _output);

    public static Task<Product> StartAsync(string name, params string[] arguments) =>
        StartBareAsync(name, new Dictionary<string, string>(), ["--lab", .. arguments]);

    /// <summary>Without the lab's servers, and with settings in its environment.</summary>
    public static async Task<Product> StartBareAsync(
        string name,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        var product = new Product($"{name}-{Environment.ProcessId}", environment, arguments);
        product._command.Start();
        product._command.BeginOutputReadLine();
        product._command.BeginErrorReadLine();
        try
        {
            product.Lab = LoopbackLab.Open(await product._labFolder.Task.WaitAsync(StartLimit));
            product.Http.BaseAddress = await product._address.Task.WaitAsync(StartLimit);
            return product;
        }
        catch (Exception e)
        {
            await product.DisposeAsync();
            throw new InvalidOperationException($"'ringback up' did not come up:\n{product.Output}", e);
        }
    }

    /// <summary>The answer of <c>/v1/…</c> as JSON.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {body}\n{Output}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>Waits until the status meets a condition; the deadline is wide, and only for a test that fails.</summary>
    public async Task<IReadOnlyDictionary<string, TargetView>> UntilAsync(
        string what,
        Func<IReadOnlyDictionary<string, TargetView>, bool> met,
        TimeSpan? limit = null
    )
    {
        var deadline = TimeProvider.System.GetTimestamp();
        IReadOnlyDictionary<string, TargetView> seen = new Dictionary<string, TargetView>();
        while (TimeProvider.System.GetElapsedTime(deadline) < (limit ?? TimeSpan.FromMinutes(3)))
        {
            seen = TargetView.All(await GetAsync("/v1/status"));
            if (met(seen))
                return seen;

            await Task.Delay(
                TimeSpan.FromMilliseconds(200),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
        }

        Assert.Fail($"never came: {what}; last seen: {string.Join("; ", seen.Values)}\n{Output}");
        return seen;
    }

    /// <summary>Ctrl-C: what the terminal would send.</summary>
    public async Task<int> InterruptAsync()
    {
        ProcessMark.Of(ProcessStat.Of(_command.Id)!.Value).Send(Signal.INT);
        await _command.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return _command.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_command.HasExited)
            await InterruptAsync();

        _command.Dispose();
        Http.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;

        _output.Enqueue(line);
        if (After(line, "lab: ") is { } folder)
            _labFolder.TrySetResult(folder);
        else if (After(line, "page and API: ") is { } address)
            _address.TrySetResult(new Uri(address));
    }

    private static string? After(string line, string prefix) =>
        line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..].Trim() : null;
}
