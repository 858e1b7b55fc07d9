using System.Text;

namespace Ringback.Tests.Simulation.Engine;

/// <summary>What happened, as one number: two runs of a seed are the same run if and only if their traces are equal.</summary>
internal sealed class Trace
{
    private const ulong Prime = 1_099_511_628_211; // FNV-1a, over words

    private readonly List<string>? _lines = Environment.GetEnvironmentVariable("RINGBACK_TRACE") is null ? null : [];

    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    public string Text => _lines is null ? "" : string.Join('\n', _lines);

    public void Step(long now, Host host) => Mix(((ulong)now * 31) + (ulong)host.Number);

    public void Note(long now, string what)
    {
        Mix((ulong)now);
        foreach (var part in Encoding.UTF8.GetBytes(what))
            Mix(part);

        _lines?.Add($"{TimeSpan.FromTicks(now)} {what}");
    }

    private void Mix(ulong word) => Hash = (Hash ^ word) * Prime;
}
