using System.CommandLine;
using System.CommandLine.Help;
using Ringback.Cli.Commands;

namespace Ringback.Cli;

internal static class Program
{
    // Taking a half-made lab down again may take this long.
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(60);

    public static async Task<int> Main(string[] arguments)
    {
        Command ringback = new(
            "ringback",
            "Synthetic monitoring of VoIP: SIP, RTP, TURN, HTTPS and NTP, and what it says about an SLA"
        )
        {
            new HelpOption(),
            CatalogCommand.Create(),
            KeyCommand.Create(),
            LabCommand.Create(),
            LedgerCommand.Create(),
            ProbeCommand.Create(),
            UpCommand.Create(),
        };

        var parsed = ringback.Parse(arguments);
        if (parsed.Errors is [.., var wrong])
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
