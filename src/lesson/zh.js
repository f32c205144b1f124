import en from './en.js';
export default { ...en, lang: 'zh', name: '中文' };
