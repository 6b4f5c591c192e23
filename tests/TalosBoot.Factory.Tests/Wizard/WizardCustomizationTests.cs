using System.Net;
using System.Web;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>The step of customization: what it does to a schematic that exists.</summary>
[TestFixture]
internal sealed class WizardCustomizationTests
{
    const string Metal = "target=metal&version=1.13.0&arch=amd64";
    const string Board = "target=sbc&version=1.12.0";

    [OneTimeSetUp]
    public void Prepare() => BoardImages.Prepare();

    [TestCase(Metal, """{"customization": {"diskImage": {"sectorSize": 8192}}}""")]
    [TestCase(Metal + "&secureboot=true", """{"customization": {"secureboot": {"enrollKeys": "weird"}}}""")]
    [TestCase(Metal + "&secureboot=true", """{"customization": {"secureboot": {"enrollKeys": "if-safe", "includeWellKnownCertificates": true}}}""")]
    [TestCase(Metal, """{"customization": {"extraKernelArgs": ["", "a"]}}""")]
    [TestCase(Metal, """{"customization": {"extraKernelArgs": ["a "]}}""")]
    [TestCase(Metal, """{"customization": {"extraKernelArgs": ["a\nb", "c  d"]}}""")]
    [TestCase(Metal, """{"customization": {"systemExtensions": {"officialExtensions": ["siderolabs/demo-ucode", "siderolabs/demo-hello", "siderolabs/demo-ucode"]}}}""")]
    [TestCase(Metal, """{"customization": {"embeddedMachineConfiguration": "\n\nmachine: {}\n\n"}}""")]
    [TestCase(Metal, """{"customization": {"embeddedMachineConfiguration": "\r\nmachine: {}\r\n"}}""")]
    [TestCase(Metal, """{"customization": {"meta": [{"key": 10, "value": " <&> "}]}}""")]
    [TestCase(Board, """{"overlay": {"name": "rpi_generic", "image": "siderolabs/sbc-raspberrypi", "options": {"configTxt": " gpu_mem=128\n\n\narm_boost=1\n", "zlast": [1, {"a": "b"}]}}}""")]
    public async Task A_step_that_is_sent_as_it_is_shown_changes_nothing(string choices, string schematic)
    {
        var id = await FactoryLab.Main.CreateSchematicAsync(schematic);

        Assert.That(await SendAsync(BrowserForm.Read(await ReadStepAsync(choices, id))), Is.EqualTo(id));
    }

    [Test]
    public async Task A_line_that_is_added_to_overlay_options_keeps_the_others()
    {
        const string Head = "{\"overlay\": {\"name\": \"rpi_generic\", \"image\": \"siderolabs/sbc-raspberrypi\", \"options\": ";
        const string Options = "\"configTxt\": \"gpu_mem=128\\n\\narm_boost=1\\n\", \"zlast\": \"important\"";
        var id = await FactoryLab.Main.CreateSchematicAsync($"{Head}{{{Options}}}}}}}");
        var fields = BrowserForm.Read(await ReadStepAsync(Board, id));

        var changed = await SendAsync([.. fields.Select(field => field.Key == "overlay-options" ? KeyValuePair.Create(field.Key, field.Value + "\r\nmore: 1") : field)]);

        Assert.That(changed, Is.EqualTo(await FactoryLab.Main.CreateSchematicAsync($"{Head}{{{Options}, \"more\": 1}}}}}}")));
    }

    [Test]
    public async Task What_was_emptied_stays_empty_when_another_field_is_wrong()
    {
        var id = await FactoryLab.Main.CreateSchematicAsync("""
            {"customization": {"extraKernelArgs": ["removed"], "embeddedMachineConfiguration": "removed: {}", "secureboot": {"includeWellKnownCertificates": true},
              "meta": [{"key": 10, "value": "x"}]}}
            """);
        var fields = BrowserForm.Read(await ReadStepAsync(Metal + "&secureboot=true", id));
        using var answer = await PostAsync(
        [
            .. fields.Where(field => field.Key is not ("cmdline" or "embedded-config" or "well-known-certificates" or "meta")), new("cmdline", string.Empty),
            new("embedded-config", string.Empty), new("well-known-certificates", "false"), new("meta", "no-key=x"),
        ]);

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        var shown = BrowserForm.Read(await answer.Content.ReadAsStringAsync());
        Assert.That(shown, Has.Member(new KeyValuePair<string, string>("cmdline", string.Empty))
            .And.Member(new KeyValuePair<string, string>("embedded-config", string.Empty)).And.No.Member(new KeyValuePair<string, string>("well-known-certificates", "true")));
    }

    [Test]
    public async Task A_configuration_that_no_schematic_can_hold_is_told_on_the_step()
    {
        var id = await FactoryLab.Main.CreateSchematicAsync("{}");
        var fields = BrowserForm.Read(await ReadStepAsync(Metal, id)).Where(field => field.Key != "embedded-config");
        using var answer = await PostAsync([.. fields, new("embedded-config", "\n  a: 1\nb: 2\n")]);

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("This is no schematic.").And.Contain("id=\"embedded-config\""));
    }

    static async Task<string> ReadStepAsync(string choices, string id)
    {
        using var answer = await FactoryLab.Main.Http.GetAsync($"/?{choices}&schematic-id={id}&step=customize");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Sends the step.</summary>
    /// <returns>The identifier in the address that it leads to.</returns>
    static async Task<string?> SendAsync(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        using var answer = await PostAsync(fields);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        return HttpUtility.ParseQueryString(answer.Headers.Location!.OriginalString.Split('?')[1])["schematic-id"];
    }

    static Task<HttpResponseMessage> PostAsync(IEnumerable<KeyValuePair<string, string>> fields) =>
        FactoryLab.Main.Http.PostAsync("/ui/wizard", new FormUrlEncodedContent(fields));
}
