using System.CommandLine;
using Ringback.Cli.Ledger;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback ledger</c>: what was measured, for those who settle accounts by it.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        LedgerArguments.Database.Recursive = true;
        return new("ledger", "The ledger: timelines, backfills, and proof that it is what its results make it")
        {
            LedgerArguments.Database,
            LedgerTimelineCommand.Create(),
            LedgerExportCommand.Create(),
            LedgerImportCommand.Create(),
            LedgerVerifyCommand.Create(),
        };
    }
}
