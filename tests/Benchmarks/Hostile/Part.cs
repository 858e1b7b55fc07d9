using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Ringback.Tests.Benchmarks.Hostile;

/// <summary>A process of this program that plays one part; it ends when it is told nothing more.</summary>
internal sealed class Part : IAsyncDisposable
{
    public const string Argument = "part";

    private readonly Process _process;
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Part(params string[] arguments)
    {
        _process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [Argument, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        if (arguments[0] == ServersPart.Hostile)
            _process.PriorityClass = ProcessPriorityClass.BelowNormal; // elsewhere they burn no time of the worker's machine

        _process.OutputDataReceived += (_, said) =>
        {
            if (said.Data is { Length: > 0 } line)
                Said.Enqueue(line);
            else
                _listed.TrySetResult();
        };
        _process.BeginOutputReadLine();
    }

    /// <summary>Line by line.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public double ResidentMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static Task<int> PlayAsync(string[] arguments) =>
        arguments[0] == WorkerPart.Name
            ? WorkerPart.RunAsync()
            : ServersPart.RunAsync(
                arguments[0],
                arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 0
            );

    /// <summary>What it says up to its first empty line.</summary>
    public async Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancel)
    {
        await _listed.Task.WaitAsync(cancel);
        return Said;
    }

    public async Task TellAsync(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            await _process.StandardInput.WriteLineAsync(line);

        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
