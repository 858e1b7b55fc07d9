using Ringback.Cli;
using Ringback.Cli.Lab;

namespace Ringback.Tests.Unit.Cli.Lab;

public sealed class ServerPlansTests
{
    public static TheoryData<string> Servers => [.. ServerPlans.Names];

    [Theory]
    [MemberData(nameof(Servers))]
    public void Every_plan_says_how_to_see_that_it_is_ready_and_what_it_exports(string server)
    {
        var plan = ServerPlans.Read(server);

        Assert.NotNull(plan.Ready.Tcp ?? plan.Ready.Udp ?? plan.Ready.File ?? plan.Ready.Command);
        Assert.NotEmpty(plan.Exports);
        Assert.NotEmpty(plan.Requires);
        Assert.All(
            new[] { plan.Ready.Tcp, plan.Ready.Udp }.OfType<string>(),
            port => Assert.Contains(port, plan.Ports.Keys)
        );
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Every_exported_variable_is_in_the_readme(string server)
    {
        var readme = File.ReadAllText(Path.Combine(ServerPlans.Source, "README.md"));

        Assert.All(
            ServerPlans.Read(server).Exports.Keys,
            name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_needed_server_comes_first_and_once() =>
        Assert.Equal(
            ["echo", "baresip", "kamailio", "chrony"],
            ServerPlans.WithNeeds(["kamailio", "chrony", "echo"]).Select(each => each.Name)
        );

    [Fact]
    public void An_unknown_server_is_bad_usage_and_the_message_lists_the_known()
    {
        var wrong = Assert.Throws<LabException>(() => ServerPlans.WithNeeds(["nginks"]));

        Assert.Equal(CommandException.BadUsage, wrong.ExitCode);
        Assert.StartsWith(
            "'nginks' is no server of the lab; there are alertmanager, baresip, canary-ntp, canary-web, chrony, coturn,",
            wrong.Message,
            StringComparison.Ordinal
        );
    }
}
