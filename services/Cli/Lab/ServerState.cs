namespace Ringback.Cli.Lab;

internal enum ServerState
{
    Running,

    /// <summary>Holds its sockets and answers nothing.</summary>
    Frozen,
    Stopped,
}
