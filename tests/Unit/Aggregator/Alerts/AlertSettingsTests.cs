using MailKit.Security;
using Microsoft.Extensions.Configuration;
using Ringback.Aggregator.Alerts;

namespace Ringback.Tests.Unit.Aggregator.Alerts;

public sealed class AlertSettingsTests : IDisposable
{
    private readonly string _secret = Path.GetTempFileName();
    private readonly List<string> _errors = [];

    public AlertSettingsTests() => File.WriteAllText(_secret, "a key of sixteen and more\n");

    public void Dispose() => File.Delete(_secret);

    [Fact]
    public void Every_kind_of_receiver_is_read_with_its_secret_from_a_file()
    {
        var options = Read(
            ("Alerts:Webhooks:0:Url", "https://pager.example.com/hook"),
            ("Alerts:Webhooks:0:SecretFile", _secret),
            ("Alerts:PagerDuty:0:Name", "duty"),
            ("Alerts:PagerDuty:0:RoutingKeyFile", _secret),
            ("Alerts:Mail:0:Name", "mail"),
            ("Alerts:Mail:0:Host", "mail.example.com"),
            ("Alerts:Mail:0:User", "ringback"),
            ("Alerts:Mail:0:PasswordFile", _secret),
            ("Alerts:Mail:0:From", "Ringback <ringback@example.com>"),
            ("Alerts:Mail:0:To", "sre@example.com, boss@example.com"),
            ("Alerts:Dapr:0:PubSub", "pubsub"),
            ("Alerts:Dapr:0:Topic", "incidents"),
            ("Alerts:PagerDuty:1:RoutingKey", "given in the environment"),
            ("Alerts:PageUrl", "https://status.example.com")
        );

        Assert.Empty(_errors);
        var webhook = Assert.Single(options.Webhooks);
        Assert.Equal(("Alerts:Webhooks:0", "a key of sixteen and more"), (webhook.Name, webhook.Secret.Read()));
        Assert.Equal("given in the environment", options.PagerDuty[1].RoutingKey.Read());
        Assert.Equal(["Alerts:Webhooks:0", "duty", "Alerts:PagerDuty:1", "mail", "Alerts:Dapr:0"], options.Names);
        var duty = options.PagerDuty[0];
        Assert.Equal(("duty", "a key of sixteen and more"), (duty.Name, duty.RoutingKey.Read()));
        Assert.Equal("https://events.pagerduty.com/v2/enqueue", duty.Url.ToString());
        var mail = Assert.Single(options.Mail);
        Assert.Equal((587, SecureSocketOptions.StartTls), (mail.Port, mail.Security));
        Assert.Equal(("ringback", "a key of sixteen and more"), (mail.Login!.User, mail.Login.Password.Read()));
        Assert.Equal(["sre@example.com", "boss@example.com"], mail.To.Select(to => to.Address));
        Assert.Equal("incidents", Assert.Single(options.Dapr).Topic);
        Assert.Equal("https://status.example.com/", options.Page?.ToString());
    }

    [Theory]
    [InlineData("Alerts:Webhooks:0:Url is no http or https address", "Alerts:Webhooks:0:Url", "ftp://example.com")]
    [InlineData(
        "Alerts:Webhooks:0:SecretFile cannot be read: name a file with the key that deliveries are signed with",
        "Alerts:Webhooks:0:SecretFile",
        "/nowhere/at/all"
    )]
    [InlineData("Alerts:Dapr:0:Topic is missing", "Alerts:Dapr:0:PubSub", "pubsub")]
    [InlineData("Alerts:Mail:0:Host is missing", "Alerts:Mail:0:From", "a@example.com")]
    [InlineData("Alerts:Mail:0:Port is no port", "Alerts:Mail:0:Port", "0")]
    [InlineData("Alerts:Mail:0:Security is none of starttls, tls, none", "Alerts:Mail:0:Security", "ssl")]
    [InlineData(
        "Alerts:Mail:0:To is no mail address; write one such as ringback@example.org (To: several, with commas)",
        "Alerts:Mail:0:To",
        "everybody"
    )]
    [InlineData(
        "Alerts:Mail:0:CaFile holds no certificate: name a PEM file of those who may sign the server's",
        "Alerts:Mail:0:CaFile",
        "/nowhere/at/all"
    )]
    [InlineData(
        "Alerts:Mail:0:CaFile holds no certificate: name a PEM file of those who may sign the server's",
        "Alerts:Mail:0:CaFile",
        "/etc/hostname"
    )]
    [InlineData("Alerts:Webhooks:0:Secret has less than 16 characters", "Alerts:Webhooks:0:Secret", "short")]
    [InlineData("Alerts:PageUrl is no http or https address", "Alerts:PageUrl", "status.example.com")]
    public void A_mistake_names_its_setting(string error, string key, string value)
    {
        Read((key, value));

        Assert.Contains(error, _errors);
    }

    [Fact]
    public void A_password_is_not_sent_in_clear_text_and_two_receivers_do_not_share_a_name()
    {
        Read(
            ("Alerts:Mail:0:Name", "same"),
            ("Alerts:Mail:0:Security", "none"),
            ("Alerts:Mail:0:User", "ringback"),
            ("Alerts:Mail:0:PasswordFile", _secret),
            ("Alerts:Dapr:0:Name", "same")
        );

        Assert.Contains("Alerts:Mail:0:User would send its password in clear text; say starttls or tls", _errors);
        Assert.Contains("Alerts: two receivers are named 'same'; give each a Name of its own", _errors);
    }

    [Fact]
    public void A_secret_is_given_once()
    {
        Read(("Alerts:PagerDuty:0:RoutingKey", "one"), ("Alerts:PagerDuty:0:RoutingKeyFile", _secret));

        Assert.Contains("Alerts:PagerDuty:0: RoutingKey and RoutingKeyFile are both given; give one of them", _errors);
    }

    [Fact]
    public void A_secret_that_its_file_no_longer_has_is_the_new_one_and_one_that_is_none_is_the_old_one()
    {
        var webhook = Read(
            ("Alerts:Webhooks:0:Url", "https://example.com"),
            ("Alerts:Webhooks:0:SecretFile", _secret)
        ).Webhooks[0];
        Assert.Equal("a key of sixteen and more", webhook.Secret.Read());

        File.WriteAllText(_secret, "another key of sixteen and more\n");
        Assert.Equal("another key of sixteen and more", webhook.Secret.Read());
        File.WriteAllText(_secret, "short");
        Assert.Equal("another key of sixteen and more", webhook.Secret.Read());
        File.Delete(_secret);
        Assert.Equal("another key of sixteen and more", webhook.Secret.Read());
    }

    [Fact]
    public void A_secret_is_followed_as_Kubernetes_swaps_it()
    {
        var folder = Directory.CreateTempSubdirectory("secret").FullName;
        try
        {
            Swap("one", "the first key of many");
            File.CreateSymbolicLink(Path.Combine(folder, "key"), "..data/key");
            var secret = new Secret("", Path.Combine(folder, "key"));
            Assert.Equal("the first key of many", secret.Read());
            Swap("two", "the second key of many");
            Assert.Equal("the second key of many", secret.Read());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Swap(string name, string key)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.WriteAllText(Path.Combine(folder, name, "key"), key);
            File.Delete(Path.Combine(folder, "..data"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "..data"), name);
        }
    }

    private AlertOptions Read(params (string Key, string Value)[] settings) =>
        AlertSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value)))
                .Build(),
            _errors
        );
}
