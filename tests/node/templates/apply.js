// Runs in a browser: applies element templates to diagrams as Camunda's modeler does, and sends back what became of them.
import Modeler from 'bpmn-js/lib/Modeler';
import { CloudElementTemplatesCoreModule } from 'bpmn-js-element-templates/core';
import { CloudElementTemplatesLinterPlugin } from 'bpmn-js-element-templates';
import ZeebeBehaviorsModule from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import { Linter } from 'bpmnlint/lib/index.js';
import { validateZeebe } from '@bpmn-io/element-templates-validator';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';

async function apply({ template, diagram, element }) {
  const modeler = new Modeler({
    container: document.createElement('div'),
    additionalModules: [CloudElementTemplatesCoreModule, ZeebeBehaviorsModule],
    moddleExtensions: { zeebe },
  });
  document.body.append(modeler._container);
  try {
    await modeler.importXML(diagram);
    const templates = modeler.get('elementTemplates');
    const errors = [];
    modeler.on('elementTemplates.errors', event => errors.push(...event.errors.map(error => error.message)));
    modeler.get('elementTemplatesLoader').setTemplates([template]);
    const applied = templates.applyTemplate(modeler.get('elementRegistry').get(element), template);
    const { xml } = await modeler.saveXML({ format: true });
    return { xml, type: applied.type, problems: [...errors, ...await lint(modeler, template)] };
  } finally {
    modeler.destroy();
  }
}

// What the panel shows in red, such as a field that must not be empty.
async function lint(modeler, template) {
  const linter = new Linter(CloudElementTemplatesLinterPlugin([template]));
  const found = await linter.lint(modeler.getDefinitions());
  return Object.values(found).flat().filter(report => report.category !== 'info').map(report => report.message);
}

const cases = await (await fetch('cases')).json();
const results = [];
for (const one of cases) {
  try {
    const { valid, errors } = validateZeebe(one.template);
    const refused = valid ? [] : errors.map(error => error.message);
    results.push({ ...await apply(one), refused });
  } catch (error) {
    results.push({ xml: '', problems: [], refused: [String(error?.stack ?? error)] });
  }
}

await fetch('results', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(results) });
