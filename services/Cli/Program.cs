using System.CommandLine;
using Ringback.Cli.Commands;

namespace Ringback.Cli;

internal static class Program
{
    // Taking a half-made lab down again may take this long.
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(60);

    public static async Task<int> Main(string[] arguments)
    {
        RootCommand ringback = new("Ringback: synthetic monitoring of VoIP") { LabCommand.Create() };

        var parsed = ringback.Parse(arguments);
        if (parsed.Errors is [var wrong, ..])
        {
            await Console.Error.WriteLineAsync($"ringback: {wrong.Message} (see --help)");
            return CommandException.BadUsage;
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = CleanUpLimit,
                }
            );
        }
        catch (CommandException failed)
        {
            await Console.Error.WriteLineAsync($"ringback: {failed.Message}");
            return failed.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return CommandException.Failed;
        }
    }
}
