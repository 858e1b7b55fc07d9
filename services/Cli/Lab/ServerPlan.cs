namespace Ringback.Cli.Lab;

/// <summary>A <c>server.yaml</c> as written; <c>infra/lab/README.md</c> says what each key means.</summary>
internal sealed record ServerPlan
{
    public required string About { get; init; }
    public Dictionary<string, string> Requires { get; init; } = [];
    public List<string> Needs { get; init; } = [];
    public string? User { get; init; }
    public Dictionary<string, string> Ports { get; init; } = [];
    public List<string> Secrets { get; init; } = [];
    public Dictionary<string, string> Environment { get; init; } = [];
    public List<string> Prepare { get; init; } = [];
    public required string Command { get; init; }
    public required ReadyCheck Ready { get; init; }
    public required Ending Stop { get; init; }
    public Ending? Down { get; init; }
    public Dictionary<string, string> Exports { get; init; } = [];
}

/// <summary>How to see that a server answers: one of the ports, the file or the command is given.</summary>
internal sealed record ReadyCheck
{
    /// <summary>Name of a port that must take a connection.</summary>
    public string? Tcp { get; init; }

    /// <summary>Name of a port that must answer a datagram; that must be bound, where nothing is sent.</summary>
    public string? Udp { get; init; }

    /// <summary>Sent to the port; some answer must come.</summary>
    public string? Send { get; init; }

    /// <summary>As <see cref="Send"/>, in hexadecimal.</summary>
    public string? SendHex { get; init; }

    public string? File { get; init; }

    /// <summary>Must exit with 0.</summary>
    public string? Command { get; init; }

    public int WithinSeconds { get; init; } = 60;
}

/// <summary>How a server is ended: a signal to its first process, and after the patience a kill of all.</summary>
internal sealed record Ending
{
    public required Signal Signal { get; init; }
    public required int PatienceSeconds { get; init; }
}
