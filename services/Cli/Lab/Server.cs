namespace Ringback.Cli.Lab;

/// <summary>A server of one lab: its plan with every placeholder filled. It is all that is needed to start it again.</summary>
internal sealed record Server
{
    public required string Name { get; init; }
    public required string Folder { get; init; }
    public required IReadOnlyDictionary<string, PortBlock> Ports { get; init; }
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>Binary to Debian package.</summary>
    public required IReadOnlyDictionary<string, string> Requires { get; init; }

    public required string? User { get; init; }
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
    public required IReadOnlyList<string[]> Prepare { get; init; }
    public required string[] Command { get; init; }
    public required ReadyCheck Ready { get; init; }
    public required Ending Stop { get; init; }
    public required Ending Down { get; init; }
    public required IReadOnlyDictionary<string, string> Exports { get; init; }

    public string Log => Path.Combine(Folder, "log");

    /// <summary>Where the process of this server says who it is.</summary>
    public string ProcessFile => Path.Combine(Folder, "process");
}

/// <summary>Neighbouring ports.</summary>
internal readonly record struct PortBlock(int First, int Count)
{
    public int Last => First + Count - 1;
}
