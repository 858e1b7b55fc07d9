using System.Diagnostics;

namespace Ringback.Tests.Integration.Lab;

/// <summary>The <c>ringback</c> command as a process of its own, which a test may kill.</summary>
internal static class RingbackCommand
{
    public static Process Start(string[] arguments, string? labSource = null)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Ringback.Cli.dll"), .. arguments]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (labSource is not null)
            start.Environment["RINGBACK_LAB_SOURCE"] = labSource;
        return Process.Start(start)!;
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string[] arguments,
        string? labSource = null
    )
    {
        using var process = Start(arguments, labSource);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
