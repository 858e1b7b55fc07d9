namespace Ringback.Cli;

/// <summary>A command cannot go on, and people can mend why: the message is shown as it is, without a stack trace.</summary>
internal class CommandException(string message, int exitCode = CommandException.Failed) : Exception(message)
{
    public const int Failed = 1;
    public const int BadUsage = 2;

    public int ExitCode { get; } = exitCode;
}
