using System.CommandLine;
using Ringback.CatalogFiles;
using Ringback.Cli.Lab;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback lab</c>: real servers on loopback to probe, and outages on demand.</summary>
internal static class LabCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        Description = "Name of the lab: labs with different names run side by side",
        DefaultValueFactory = _ => "default",
        Recursive = true,
    };

    private static readonly Option<string?> Folder = new("--folder")
    {
        Description = "Run folder, if not /tmp/ringback-lab-NAME; every user must be able to pass its parents",
        Recursive = true,
    };

    private static readonly Argument<string> Server = new("SERVER") { Description = "One of the lab's servers" };

    public static Command Create() =>
        new("lab", "Real servers on loopback: private, on free ports, gone without a trace after 'down'")
        {
            Name,
            Folder,
            LabUpCommand.Create(FolderOf),
            Down(),
            OnServer(
                "stop",
                "Stop a server, its data stays: a port that nobody listens on",
                (lab, server, _) => lab.StopAsync(server)
            ),
            OnServer(
                "freeze",
                "Freeze a server (SIGSTOP): its port is open and nothing answers",
                (lab, server, _) =>
                {
                    lab.Freeze(server);
                    return Task.CompletedTask;
                }
            ),
            OnServer(
                "resume",
                "Thaw a frozen server, or start a stopped one again on its ports",
                (lab, server, cancel) => lab.ResumeAsync(server, cancel)
            ),
            Status(),
            Env(),
        };

    private static string FolderOf(ParseResult parsed) =>
        parsed.GetValue(Folder) is { } folder ? Path.GetFullPath(folder) : RunFolder.OfName(parsed.GetValue(Name)!);

    private static Command Down()
    {
        Command down = new("down", "End the lab's processes and remove everything it made; fine if there is none");
        down.SetAction(
            async (parsed, _) =>
            {
                var folder = FolderOf(parsed);
                Console.WriteLine(
                    await LoopbackLab.DownAsync(folder) ? $"lab in {folder} is gone" : $"no lab in {folder}"
                );
                return 0;
            }
        );
        return down;
    }

    private static Command OnServer(
        string verb,
        string description,
        Func<LoopbackLab, string, CancellationToken, Task> action
    )
    {
        Command command = new(verb, description) { Server };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var (lab, server) = (LoopbackLab.Open(FolderOf(parsed)), parsed.GetRequiredValue(Server));
                await action(lab, server, cancel);
                Console.WriteLine($"{server} {StateWord(lab.Servers.First(each => each.Name == server))}");
                return 0;
            }
        );
        return command;
    }

    private static Command Status()
    {
        Command status = new("status", "The servers, their state and their ports");
        status.SetAction(parsed =>
        {
            foreach (var server in LoopbackLab.Open(FolderOf(parsed)).Servers)
                Console.WriteLine(
                    $"{server.Name, -12}{StateWord(server), -10}"
                        + string.Join("  ", server.Ports.Select(port => $"{port.Key} {port.Value.First}"))
                );
            return 0;
        });
        return status;
    }

    private static Command Env()
    {
        Command env = new("env", "What the servers export, as lines for a shell: eval \"$(ringback lab env)\"");
        env.SetAction(parsed =>
        {
            // Twice: as it is for secrets that a catalog names, and as the value of the catalog's variable of that name.
            foreach (
                var (name, value) in LoopbackLab
                    .Open(FolderOf(parsed))
                    .Variables.OrderBy(each => each.Key, StringComparer.Ordinal)
            )
            {
                var quoted = $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
                Console.WriteLine($"export {name}={quoted} {CatalogVariables.EnvironmentPrefix}{name}={quoted}");
            }

            return 0;
        });
        return env;
    }

    private static string StateWord(Server server) =>
        LoopbackLab.StateOf(server) switch
        {
            ServerState.Running => "running",
            ServerState.Frozen => "frozen",
            _ => "stopped",
        };
}
