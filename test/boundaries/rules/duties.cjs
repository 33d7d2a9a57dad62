// One duty, one folder that may make its statements. Computed from deploy/duties.yaml.

/** Who else may construct any statement: the contracts themselves, and builders, which only specs may import. */
const builders = ['^libs/contracts/', '^libs/testing/'];

/** @param {{ name: string, folder: string, signs: string[] }} duty */
const issueOf = ({ name, folder }) => ({
  name: `issue-of-${name}`,
  comment: `statements of ${name} are made in ${folder} and nowhere else`,
  from: { pathNot: [`^${folder}/`, ...builders] },
  to: { path: `^libs/contracts/src/${name}/issue\\.ts$` },
});

/** @param {{ duties: { name: string, folder: string, signs: string[] }[] }} house */
function duties({ duties: all }) {
  const signing = all.filter((duty) => duty.signs.length > 0);
  const names = signing.map((duty) => duty.name).join('|');
  return [
    ...signing.map(issueOf),
    {
      name: 'issue-of-nobody',
      comment: 'a constructor of statements that no duty in deploy/duties.yaml signs',
      from: { pathNot: builders },
      to: {
        path: '^libs/contracts/src/.*issue\\.ts$',
        pathNot: `^libs/contracts/src/(${names})/issue\\.ts$`,
      },
    },
    {
      name: 'only-policy-judges',
      comment:
        'judging conflicts is the duty of policy; every other service must never judge (governance checks the law itself by the same engine, before anybody signs it)',
      from: { path: '^services/', pathNot: '^services/(policy|governance)/' },
      to: { path: '^libs/conflicts/' },
    },
  ];
}

module.exports = { duties };
