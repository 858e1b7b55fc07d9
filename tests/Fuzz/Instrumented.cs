using System.Diagnostics;
using SharpFuzz;

namespace Ringback.Tests.Fuzz;

/// <summary>This program once more, beside a copy of the protocols that counts its branches.</summary>
internal static class Instrumented
{
    /// <summary>What the copy is told to be.</summary>
    public const string Mark = "--instrumented";

    private const string Protocols = "Ringback.Protocols.dll";

    public static int Run(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("ringback-fuzz-").FullName;
        try
        {
            Copy(AppContext.BaseDirectory, folder);
            var types = Fuzzer.Instrument(Path.Combine(folder, Protocols), _ => true, Options.Value);
            Console.WriteLine($"{types.Count()} types of {Protocols} count their branches");
            var program = Path.Combine(folder, Path.GetFileName(typeof(Instrumented).Assembly.Location));
            using var copy = Process.Start("dotnet", [program, Mark, .. arguments]);
            copy.WaitForExit();
            return copy.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
