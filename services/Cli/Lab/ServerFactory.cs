using System.Security.Cryptography;

namespace Ringback.Cli.Lab;

/// <summary>Makes servers of plans: takes ports, draws secrets, fills placeholders.</summary>
internal sealed class ServerFactory(string runFolder, IReadOnlyList<Server> running)
{
    private const string Host = "127.0.0.1";

    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Dictionary<string, Server> _named = running.ToDictionary(server => server.Name);

    /// <summary>Needed servers come before those that need them.</summary>
    public Server Make(string name, ServerPlan plan)
    {
        var where = Path.Combine(ServerPlans.FolderOf(name), ServerPlans.FileName);
        var ports = plan.Ports.ToDictionary(
            port => port.Key,
            port => PortClaims.Take(runFolder, CountOf(port.Value, where))
        );
        var secrets = plan.Secrets.ToDictionary(
            secret => secret,
            _ => RandomNumberGenerator.GetHexString(24, lowercase: true)
        );
        var folder = Path.Combine(runFolder, name);
        var placeholders = new Placeholders(Values(name, folder, plan, ports, secrets));
        var server = new Server
        {
            Name = name,
            Folder = folder,
            Ports = ports,
            Secrets = secrets,
            Requires = plan.Requires,
            User = plan.User,
            Environment = placeholders.FillValues(plan.Environment, where),
            Prepare = [.. plan.Prepare.Select(command => placeholders.FillWords(command, where))],
            Command = placeholders.FillWords(plan.Command, where),
            Ready = plan.Ready with
            {
                Send = plan.Ready.Send is { } send ? placeholders.Fill(send, where) : null,
                File = plan.Ready.File is { } file ? placeholders.Fill(file, where) : null,
                Command = plan.Ready.Command is { } command ? placeholders.Fill(command, where) : null,
            },
            Stop = plan.Stop,
            Down = plan.Down ?? plan.Stop,
            Exports = placeholders.FillValues(plan.Exports, where),
        };
        Render(server, placeholders);
        _named[name] = server;
        return server;
    }

    private Dictionary<string, string> Values(
        string name,
        string folder,
        ServerPlan plan,
        Dictionary<string, PortBlock> ports,
        Dictionary<string, string> secrets
    )
    {
        Dictionary<string, string> values = new()
        {
            ["host"] = Host,
            ["lab"] = runFolder,
            ["folder"] = folder,
            ["source"] = ServerPlans.FolderOf(name),
        };
        Put("", ports, secrets);
        foreach (var needed in plan.Needs.Select(need => _named[need]))
        {
            values[$"{needed.Name}.folder"] = needed.Folder;
            Put($"{needed.Name}.", needed.Ports, needed.Secrets);
        }
        return values;

        void Put(
            string prefix,
            IReadOnlyDictionary<string, PortBlock> itsPorts,
            IReadOnlyDictionary<string, string> itsSecrets
        )
        {
            foreach (var (port, block) in itsPorts)
            {
                values[$"{prefix}port.{port}"] = $"{block.First}";
                values[$"{prefix}port.{port}.last"] = $"{block.Last}";
            }
            foreach (var (secret, word) in itsSecrets)
                values[$"{prefix}secret.{secret}"] = word;
        }
    }

    /// <summary>Every file beside <c>server.yaml</c> is a template.</summary>
    private static void Render(Server server, Placeholders placeholders)
    {
        var source = ServerPlans.FolderOf(server.Name);
        RunFolder.Make(server.Folder);
        foreach (var template in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(source, template);
            if (relative == ServerPlans.FileName)
                continue;
            var rendered = Path.Combine(server.Folder, relative);
            RunFolder.Make(Path.GetDirectoryName(rendered)!);
            File.WriteAllText(rendered, placeholders.Fill(File.ReadAllText(template), template));
            File.SetUnixFileMode(rendered, Readable);
        }
    }

    private static int CountOf(string port, string where) =>
        port.Split(' ') switch
        {
            ["tcp" or "udp"] => 1,
            ["tcp" or "udp", var count] when int.TryParse(count, out var ports) && ports is > 0 and <= 1000 => ports,
            _ => throw new LabException(
                $"{where}: '{port}' is no port; write tcp, udp, or a count after it, such as 'udp 200'"
            ),
        };
}
