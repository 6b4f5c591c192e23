using System.Net;
using System.Web;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>Schematics that are handed to the wizard as text.</summary>
[TestFixture]
internal sealed class WizardImportTests
{
    [TestCase("customization:\n    embeddedMachineConfiguration: |\n        machine: {}\n")]
    [TestCase("customization:\n    embeddedMachineConfiguration: |+\n        machine: {}\n\n\n")]
    [TestCase("    customization:\n        extraKernelArgs:\n            - a\n    overlay: {}\n")]
    public async Task A_text_has_the_identifier_that_programs_are_told(string text)
    {
        Assert.That(await ImportAsync(text), Is.EqualTo(await FactoryLab.Main.CreateSchematicAsync(text)));
    }

    [Test]
    public async Task An_identifier_may_have_blanks_around_it()
    {
        var id = await FactoryLab.Main.CreateSchematicAsync("customization: {extraKernelArgs: [imported]}");

        Assert.That(await ImportAsync($" {id}\r\n"), Is.EqualTo(id));
    }

    static async Task<string?> ImportAsync(string text)
    {
        using var answer = await FactoryLab.Main.Http.PostAsync("/ui/import", new FormUrlEncodedContent([new("schematic", text.Replace("\n", "\r\n", StringComparison.Ordinal))]));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        return HttpUtility.ParseQueryString(answer.Headers.Location!.OriginalString.Split('?')[1])["schematic-id"];
    }
}
