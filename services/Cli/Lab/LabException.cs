namespace Ringback.Cli.Lab;

internal sealed class LabException(string message, int exitCode = CommandException.Failed)
    : CommandException(message, exitCode);
